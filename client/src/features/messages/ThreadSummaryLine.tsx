import { ChevronRight } from 'lucide-react';
import type { ThreadBadge } from '../../state/index.ts';
import { Count } from '../../ui/Badge.tsx';
import { counted } from '../../ui/count.ts';
import { MemberAvatar } from '../people/DirectAvatar.tsx';
import { ThreadChips } from '../threads/ThreadChips.tsx';
import { formatAgo, formatFull } from '../time/format.ts';

/** Under a root: who has replied, how often and when, and what state the discussion is in. */
export function ThreadSummaryLine({ badge, onOpen }: { badge: ThreadBadge; onOpen: () => void }) {
  const { thread, replies, unread } = badge;
  return (
    <button
      type="button"
      onClick={onOpen}
      className="group/thread -ml-1.5 mt-1 flex w-fit max-w-full flex-wrap items-center gap-x-2 gap-y-1 rounded-lg py-1 pr-2 pl-1.5 text-left text-xs text-muted hover:bg-raised hover:shadow-bar dark:hover:bg-hover coarse:min-h-11"
    >
      {thread.participantIds.length > 0 && (
        <span className="flex shrink-0 gap-0.5">
          {thread.participantIds.slice(0, 4).map((id) => (
            <MemberAvatar key={id} id={id} size={20} />
          ))}
        </span>
      )}
      {thread.title && (
        <span className="min-w-0 truncate font-semibold text-ink max-md:order-first max-md:basis-full">
          {thread.title}
        </span>
      )}
      {replies > 0 && (
        <span className="shrink-0 font-medium text-accent-ink">{counted(replies, 'reply', 'replies')}</span>
      )}
      <ThreadChips flags={thread.flags} />
      <Count
        value={unread}
        tone={badge.following ? 'strong' : 'plain'}
        one="unread reply"
        many="unread replies"
      />
      {replies > 0 && (
        <time
          dateTime={new Date(thread.lastReplyAt).toISOString()}
          title={formatFull(thread.lastReplyAt)}
          className="shrink-0 text-faint max-sm:hidden"
        >
          {formatAgo(thread.lastReplyAt)}
        </time>
      )}
      <ChevronRight className="size-3.5 shrink-0 opacity-0 group-hover/thread:opacity-100" />
    </button>
  );
}
