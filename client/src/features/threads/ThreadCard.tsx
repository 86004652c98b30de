import type { ThreadItem } from '../../state/index.ts';
import { useMemberName, useSidebarItem } from '../../state/index.ts';
import { Count } from '../../ui/Badge.tsx';
import { cn } from '../../ui/cn.ts';
import { counted } from '../../ui/count.ts';
import { useExcerpt } from '../messages/use-excerpt.ts';
import { MemberAvatar } from '../people/DirectAvatar.tsx';
import { formatAgo, formatFull, formatShort } from '../time/format.ts';
import { ThreadChips } from './ThreadChips.tsx';

interface Props {
  item: ThreadItem;
  open: boolean;
  /** Says which channel it is in. */
  withChannel: boolean;
  onOpen: () => void;
}

/** A discussion in a list: what it is about, how it stands, what is new. */
export function ThreadCard({ item, open, withChannel, onOpen }: Props) {
  const { thread, root, lastReply, replies, unread } = item;
  const author = useMemberName(root.authorId);
  const replier = useMemberName(lastReply?.authorId ?? null);
  const rootText = useExcerpt(root);
  const lastText = useExcerpt(lastReply);
  const at = thread.lastReplyAt || root.at;
  const kind = useSidebarItem(item.channelId)?.kind;
  const place = kind === 'direct' ? item.channelTitle : `#${item.channelTitle}`;
  return (
    <button
      type="button"
      onClick={onOpen}
      aria-current={open || undefined}
      className={cn(
        'grid w-full grid-cols-[2.25rem_minmax(0,1fr)] gap-x-3 border-b border-line px-5 py-3 text-left outline-offset-[-2px] hover:bg-hover max-md:px-4',
        open && 'bg-accent-soft hover:bg-accent-soft',
        item.muted && 'opacity-70',
      )}
    >
      <MemberAvatar id={root.authorId} size={36} className="mt-0.5" />
      <span className="min-w-0">
        <span className="flex items-center gap-2">
          <span className={cn('min-w-0 truncate text-sm', unread > 0 ? 'font-semibold' : 'font-medium')}>
            {thread.title ?? rootText}
          </span>
          <span className="contents max-md:hidden">
            <ThreadChips flags={thread.flags} />
          </span>
          <span className="flex-1" />
          <Count value={unread} tone="strong" one="unread reply" many="unread replies" />
          <time
            dateTime={new Date(at).toISOString()}
            title={formatFull(at)}
            className="shrink-0 text-xs text-faint"
          >
            <span className="max-md:hidden">{formatAgo(at)}</span>
            <span className="md:hidden">{formatShort(at)}</span>
          </time>
        </span>
        {thread.title && <span className="block truncate text-ui text-muted">{rootText}</span>}
        <span className="mt-0.5 flex items-center gap-1.5 text-ui text-muted">
          {lastReply ? (
            <span className="min-w-0 truncate">
              <span className="font-medium">{replier}:</span> {lastText}
            </span>
          ) : (
            <span className="truncate">{author} began it</span>
          )}
        </span>
        <span className="mt-1 flex items-center gap-2 text-xs text-faint">
          {withChannel && <span className="truncate font-medium text-muted">{place}</span>}
          <span className="flex gap-0.5">
            {thread.participantIds.slice(0, 5).map((id) => (
              <MemberAvatar key={id} id={id} size={16} />
            ))}
          </span>
          <span className="flex gap-1 md:hidden">
            <ThreadChips flags={thread.flags} />
          </span>
          <span className="shrink-0">{counted(replies, 'reply', 'replies')}</span>
        </span>
      </span>
    </button>
  );
}
