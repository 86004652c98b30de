import {
  AtSign,
  Bold,
  CalendarClock,
  ChevronDown,
  Code,
  Italic,
  Link2,
  List,
  ListChecks,
  ListOrdered,
  Quote,
  SendHorizontal,
  Smile,
  SquareCode,
  Strikethrough,
  Type,
} from 'lucide-react';
import { lazy, type RefObject, useState } from 'react';
import { cn } from '../../ui/cn.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { EmojiButton } from '../messages/EmojiButton.tsx';
import { keysOf } from '../shortcuts/registry.ts';
import { sendTimes } from '../time/ahead.ts';
import { formatDuration, formatMoment } from '../time/format.ts';
import type { EditorHandle } from './editor-types.ts';
import { LazyDialog } from '../frame/LazyDialog.tsx';

const ScheduleDialog = lazy(() => import('./ScheduleDialog.tsx'));

interface Props {
  editor: RefObject<EditorHandle | null>;
  empty: boolean;
  /** How long slow mode still asks one to wait. */
  waitMs: number;
  slowModeMs: number;
  onSend: () => void;
  onSchedule: (sendAt: number) => void;
}

const formats = [
  { mark: 'bold', label: 'Bold', Icon: Bold, shortcut: 'bold' },
  { mark: 'italic', label: 'Italic', Icon: Italic, shortcut: 'italic' },
  { mark: 'strike', label: 'Struck through', Icon: Strikethrough },
  { mark: 'link', label: 'Link', Icon: Link2 },
  { mark: 'bulletList', label: 'List', Icon: List },
  { mark: 'orderedList', label: 'Numbered list', Icon: ListOrdered },
  { mark: 'taskList', label: 'List to tick off', Icon: ListChecks },
  { mark: 'blockquote', label: 'Quotation', Icon: Quote },
  { mark: 'code', label: 'Code', Icon: Code, shortcut: 'code' },
  { mark: 'codeBlock', label: 'Code block', Icon: SquareCode },
] as const;

export function ComposerBar({ editor, empty, waitMs, slowModeMs, onSend, onSchedule }: Props) {
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
          <span className="flex min-w-0 gap-0.5 overflow-x-auto border-l border-line pl-1">
            {formats.map(({ mark, label, Icon, ...rest }) => (
              <IconButton
                key={mark}
                size="small"
                label={label}
                shortcut={'shortcut' in rest ? keysOf(rest.shortcut) : undefined}
                onClick={() => editor.current?.format(mark)}
              >
                <Icon />
              </IconButton>
            ))}
          </span>
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
              onSelect: () => onSchedule(at),
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
