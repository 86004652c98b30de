import type { MemberId, Message } from '@atrium/shared';
import { SmilePlus } from 'lucide-react';
import { useMembers } from '../../state/index.ts';
import { cn } from '../../ui/cn.ts';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { EmojiButton } from './EmojiButton.tsx';

interface Props {
  message: Message;
  self: MemberId;
  disabled: boolean;
  onReact: (emoji: string, on: boolean) => void;
}

export function Reactions({ message, self, disabled, onReact }: Props) {
  return (
    <div className="mt-1 flex flex-wrap items-center gap-1">
      {message.reactions.map((reaction) => {
        const mine = reaction.memberIds.includes(self);
        return (
          <Tooltip
            key={reaction.emoji}
            label={<Who memberIds={reaction.memberIds} self={self} emoji={reaction.emoji} />}
          >
            <button
              type="button"
              aria-pressed={mine}
              aria-label={`${reaction.emoji} ${reaction.memberIds.length}`}
              disabled={disabled}
              onClick={() => onReact(reaction.emoji, !mine)}
              className={cn(
                'inline-flex h-6 items-center gap-1.5 rounded-full px-2 text-xs font-medium tabular-nums transition-colors coarse:h-8',
                mine
                  ? 'bg-accent-soft text-accent-ink shadow-[inset_0_0_0_1px_var(--c-accent)]'
                  : 'bg-hover text-muted shadow-[inset_0_0_0_1px_transparent] hover:shadow-[inset_0_0_0_1px_var(--c-line-strong)]',
              )}
            >
              <span className="text-sm leading-none">{reaction.emoji}</span>
              {reaction.memberIds.length}
            </button>
          </Tooltip>
        );
      })}
      {!disabled && (
        <EmojiButton label="Add a reaction" onPick={(emoji) => onReact(emoji, true)}>
          <button
            type="button"
            aria-label="Add a reaction"
            className="inline-flex h-6 items-center rounded-full bg-hover px-2 text-muted opacity-0 group-hover/message:opacity-100 hover:text-ink focus-visible:opacity-100 data-popup-open:opacity-100 coarse:h-8 coarse:opacity-100"
          >
            <SmilePlus className="size-3.5" />
          </button>
        </EmojiButton>
      )}
    </div>
  );
}

function Who({ memberIds, self, emoji }: { memberIds: readonly MemberId[]; self: MemberId; emoji: string }) {
  const members = useMembers(memberIds.slice(0, 12));
  const names = [
    ...(memberIds.includes(self) ? ['You'] : []),
    ...members.filter(({ id }) => id !== self).map(({ name }) => name),
  ];
  const more = memberIds.length - names.length;
  return `${listOf(more > 0 ? [...names, `${more} more`] : names)} reacted with ${emoji}`;
}

const list = new Intl.ListFormat('en', { type: 'conjunction' });

export function listOf(names: readonly string[]): string {
  return list.format(names);
}
