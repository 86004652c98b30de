import type { Saved } from '@atrium/shared';
import { Link } from '@tanstack/react-router';
import { Bookmark, BookmarkX } from 'lucide-react';
import { useActions, useChannel, useMemberName, useSaved } from '../../state/index.ts';
import { cn } from '../../ui/cn.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { attempt } from '../errors/use-attempt.ts';
import { Header, HeaderTitle } from '../frame/Header.tsx';
import { PagedList } from '../frame/PagedList.tsx';
import { MemberAvatar } from '../people/DirectAvatar.tsx';
import { formatAgo, formatFull } from '../time/format.ts';
import { usePlainText } from './use-excerpt.ts';

/** `/saved`: messages that one keeps for later. Nobody else knows of them. */
export default function SavedScreen() {
  const saved = useSaved();
  return (
    <>
      <Header>
        <HeaderTitle>Saved for later</HeaderTitle>
      </Header>
      <PagedList
        paged={saved}
        empty={
          <EmptyState icon={<Bookmark />} title="Nothing is saved">
            Press S on a message, or use its menu, and it is kept here until you take it off. Only you see
            this list.
          </EmptyState>
        }
      >
        {(item) => (
          <Row key={`${item.channelId}.${item.seq}`} item={item} onRemoved={() => void saved.reload()} />
        )}
      </PagedList>
    </>
  );
}

function Row({ item, onRemoved }: { item: Saved; onRemoved: () => void }) {
  const { own } = useActions();
  const channel = useChannel(item.channelId).value;
  const author = useMemberName(item.authorId);
  const text = usePlainText(item.excerpt);
  const direct = channel?.channel.kind === 'direct';
  return (
    <div className="flex items-start gap-1 border-b border-line pr-3 hover:bg-hover">
      <Link
        to="/c/$channelId/$seq"
        params={{ channelId: item.channelId, seq: String(item.seq) }}
        className="grid min-w-0 flex-1 grid-cols-[2.25rem_minmax(0,1fr)] gap-x-3 px-5 py-3 outline-offset-[-2px] max-md:px-4"
      >
        <MemberAvatar id={item.authorId} size={36} />
        <span className="min-w-0">
          <span className="flex items-baseline gap-2">
            <span className="min-w-0 truncate text-sm">
              <span className="font-semibold">{author}</span>
              {channel && (
                <span className="text-muted">
                  {direct ? ' in the conversation with ' : ' in #'}
                  {channel.title}
                </span>
              )}
            </span>
            <time
              dateTime={new Date(item.saidAt).toISOString()}
              title={formatFull(item.saidAt)}
              className="shrink-0 text-xs text-faint"
            >
              {formatAgo(item.saidAt)}
            </time>
          </span>
          <span
            className={cn('mt-0.5 line-clamp-3 text-sm break-words', item.deleted && 'text-faint italic')}
          >
            {item.deleted ? 'This message was deleted.' : text || 'A file'}
          </span>
        </span>
      </Link>
      <span className="mt-2.5">
        <IconButton
          label="Take it off the list"
          onClick={() => void attempt(() => own.unsave(item.channelId, item.seq)).then(onRemoved)}
        >
          <BookmarkX />
        </IconButton>
      </span>
    </div>
  );
}
