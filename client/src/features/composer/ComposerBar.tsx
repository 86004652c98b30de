import { AtSign, CalendarClock, ChevronDown, SendHorizontal, Smile, Type } from 'lucide-react';
import { lazy, type RefObject, useState } from 'react';
import { cn } from '../../ui/cn.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { attempt } from '../errors/use-attempt.ts';
import { LazyDialog } from '../frame/LazyDialog.tsx';
import { LazyPart } from '../frame/LazyPart.tsx';
import { EmojiButton } from '../messages/EmojiButton.tsx';
import { sendTimes } from '../time/ahead.ts';
import { formatDuration, formatMoment } from '../time/format.ts';
import type { ActiveFormats } from './active-formats.ts';
import type { EditorHandle } from './editor-types.ts';

const FormatBar = lazy(() => import('./FormatBar.tsx'));
const ScheduleDialog = lazy(() => import('./ScheduleDialog.tsx'));

interface Props {
  editor: RefObject<EditorHandle | null>;
  formats: ActiveFormats;
  empty: boolean;
  /** How long slow mode still asks one to wait. */
  waitMs: number;
  slowModeMs: number;
  onSend: () => void;
  /** Rejects when it is refused. */
  onSchedule: (sendAt: number) => Promise<void>;
}

export function ComposerBar({ editor, formats, empty, waitMs, slowModeMs, onSend, onSchedule }: Props) {
  const [formatting, setFormatting] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const ready = !empty && waitMs <= 0;
  return (
    <>
      <div className="flex items-center gap-0.5 px-1.5 pb-1.5">
        <EmojiButton label="Emoji" onPick={(emoji) => editor.current?.insert(emoji)}>
          <IconButton size="small" label="Emoji">
            <Smile />
          </IconButton>
        </EmojiButton>
        <IconButton size="small" label="Mention somebody" onClick={() => editor.current?.insert('@')}>
          <AtSign />
        </IconButton>
        <IconButton
          size="small"
          label="Formatting"
          aria-expanded={formatting}
          active={formatting}
          onClick={() => setFormatting(!formatting)}
        >
          <Type />
        </IconButton>
        {formatting && (
          <LazyPart waiting={null}>
            <FormatBar atCaret={formats} onFormat={(format) => editor.current?.format(format)} />
          </LazyPart>
        )}
        <span className="min-w-2 flex-1" />
        {slowModeMs > 0 && (
          <span className="px-1 text-xs text-muted tabular-nums max-sm:hidden">
            {waitMs > 0
              ? `Wait ${formatDuration(waitMs)}`
              : `Slow mode: one in ${formatDuration(slowModeMs)}`}
          </span>
        )}
        <Menu
          align="end"
          side="top"
          items={() => [
            { kind: 'label', label: 'Send later' },
            ...sendTimes(Date.now()).map(({ label, at }) => ({
              label,
              hint: formatMoment(at),
              disabled: empty,
              onSelect: () => void attempt(() => onSchedule(at)),
            })),
            { kind: 'separator' },
            {
              label: 'Another time…',
              icon: <CalendarClock />,
              disabled: empty,
              onSelect: () => setChoosing(true),
            },
          ]}
          trigger={
            <IconButton size="small" label="Send later">
              <ChevronDown />
            </IconButton>
          }
        />
        <button
          type="button"
          aria-label="Send"
          disabled={!ready}
          onClick={onSend}
          className={cn(
            'flex h-7 w-9 shrink-0 items-center justify-center rounded-lg transition-colors duration-100 coarse:h-10 coarse:w-12 [&_svg]:size-4',
            ready ? 'bg-accent text-on-accent hover:bg-accent-strong' : 'bg-hover text-faint',
          )}
        >
          <SendHorizontal />
        </button>
      </div>
      <LazyDialog onFail={() => setChoosing(false)}>
        {choosing && <ScheduleDialog onClose={() => setChoosing(false)} onChoose={onSchedule} />}
      </LazyDialog>
    </>
  );
}
