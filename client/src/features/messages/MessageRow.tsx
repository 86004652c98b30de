import type { MemberId } from '@atrium/shared';
import { Pin } from 'lucide-react';
import { memo } from 'react';
import type { MessageRow as Row } from '../../state/index.ts';
import { cn } from '../../ui/cn.ts';
import { EditBox } from '../composer/EditBox.tsx';
import { errorWords } from '../errors/words.ts';
import { MemberAvatar } from '../people/DirectAvatar.tsx';
import { formatBareClock, formatClock, formatFull } from '../time/format.ts';
import { FileList } from './FileList.tsx';
import { MemberName, MemberOrigin } from './MemberName.tsx';
import { MessageBody } from './MessageBody.tsx';
import type { MessageCommands } from './message-commands.ts';
import { MessageToolbar } from './MessageToolbar.tsx';
import { Reactions } from './Reactions.tsx';
import { ThreadSummaryLine } from './ThreadSummaryLine.tsx';
import { waitingClass } from './waiting.ts';

interface Props {
  row: Row;
  self: MemberId;
  commands: MessageCommands;
  /** Under the pointer or with the focus: shows its toolbar. */
  active: boolean;
  focusable: boolean;
  highlighted: boolean;
  editing: boolean;
}

export const MessageRow = memo(function MessageRow({
  row,
  self,
  commands,
  active,
  focusable,
  highlighted,
  editing,
}: Props) {
  const { message, first, badge, change } = row;
  const deleted = message.deletedAt !== null;
  const isAway = badge?.thread.flags.moved === 'away';
  const saidAt = message.moved?.at ?? message.at;
  const mentioned =
    !deleted && (message.mentions.members.includes(self) || message.mentions.everyone !== null);
  const onTick =
    /\[[ xX]\]/.test(message.body) && commands.can.edit(row)
      ? (line: number, done: boolean) => commands.tick(row, line, done)
      : undefined;
  return (
    // Messages are reached with the arrow keys: https://www.w3.org/WAI/ARIA/apg/patterns/feed/
    <article
      data-key={row.key}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={focusable ? 0 : -1}
      aria-label={`Message, ${formatFull(saidAt)}`}
      className={cn(
        'group/message relative grid grid-cols-[var(--avatar-size)_minmax(0,1fr)] gap-x-3 px-5 py-(--row-pad) outline-offset-[-2px] max-md:px-4',
        first && 'pt-(--group-gap)',
        mentioned && 'bg-mark shadow-[inset_2px_0_0_var(--c-guest)]',
        active && !mentioned && 'bg-hover',
        highlighted && 'flash',
      )}
    >
      <div className="flex justify-center">
        {first ? (
          <MemberAvatar
            id={message.authorId}
            size={36}
            className="mt-0.5 in-data-[density=compact]:scale-[0.78] in-data-[density=compact]:origin-top"
          />
        ) : (
          <Clock at={saidAt} bare className={active ? 'opacity-100' : 'opacity-0'} />
        )}
      </div>
      <div className="min-w-0">
        {first && (
          <div className="flex items-baseline gap-2">
            <MemberName id={message.authorId} className="text-sm font-semibold text-ink" />
            <MemberOrigin id={message.authorId} />
            <Clock at={saidAt} />
            {message.pinnedAt !== null && <PinnedMark />}
          </div>
        )}
        {!first && message.pinnedAt !== null && <PinnedMark />}
        {editing ? (
          <EditBox
            channelId={commands.channelId}
            message={message}
            refused={change?.refused ?? null}
            onDone={commands.stopEditing}
          />
        ) : isAway ? (
          <button
            type="button"
            onClick={() => commands.openThread(row)}
            className="text-body text-faint italic hover:underline"
          >
            This thread was moved to another channel.
          </button>
        ) : deleted ? (
          <p className="text-body text-faint italic">This message was deleted.</p>
        ) : (
          <div className={cn(isWaiting(change) && waitingClass, message.action && 'italic')}>
            <MessageBody body={message.body} onTick={onTick} />
            {message.editedAt !== null && (
              <span title={formatFull(message.editedAt)} className="text-2xs text-faint">
                edited
              </span>
            )}
          </div>
        )}
        {change?.failed && (
          <p role="alert" className="flex flex-wrap gap-x-2 text-ui text-danger-ink">
            {notDone[change.kind]}: {errorWords({ code: change.failed })}
            {change.refused !== null && !editing && (
              <button type="button" className="font-medium underline" onClick={() => commands.edit(row)}>
                Change
              </button>
            )}
            <button
              type="button"
              className="font-medium underline"
              onClick={() => commands.discardChange(row)}
            >
              Dismiss
            </button>
          </p>
        )}
        <FileList files={message.files} />
        {message.reactions.length > 0 && (
          <Reactions
            message={message}
            self={self}
            disabled={!commands.can.react(row)}
            onReact={(emoji, on) => commands.react(row, emoji, on)}
          />
        )}
        {badge && !isAway && <ThreadSummaryLine badge={badge} onOpen={() => commands.openThread(row)} />}
      </div>
      {active && !editing && !deleted && <MessageToolbar row={row} commands={commands} />}
    </article>
  );
});

const notDone = { edit: 'Not changed', delete: 'Not deleted', react: 'No reaction' };

/** A reaction shows as done at once: only a text that may yet change is faint. */
function isWaiting(change: Row['change']): boolean {
  return change?.failed === null && change.kind !== 'react';
}

export function Clock({ at, bare = false, className }: { at: number; bare?: boolean; className?: string }) {
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={formatFull(at)}
      className={cn('text-2xs leading-[1.375rem] whitespace-nowrap text-faint tabular-nums', className)}
    >
      {bare ? formatBareClock(at) : formatClock(at)}
    </time>
  );
}

function PinnedMark() {
  return (
    <span className="inline-flex items-center gap-1 text-2xs text-accent-ink">
      <Pin className="size-3" /> Pinned
    </span>
  );
}
