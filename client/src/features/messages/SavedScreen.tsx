import type { Saved } from '@atrium/shared';
import { Link } from '@tanstack/react-router';
import { Bookmark, BookmarkX } from 'lucide-react';
import { useActions, useChannel, useSaved } from '../../state/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { attempt } from '../errors/use-attempt.ts';
import { Header, HeaderTitle } from '../frame/Header.tsx';
import { PagedList } from '../frame/PagedList.tsx';
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
  const text = usePlainText(item.excerpt);
  const where = channel ? (channel.channel.kind === 'direct' ? channel.title : `#${channel.title}`) : '';
  return (
    <div className="flex items-center gap-1 border-b border-line pr-3 hover:bg-hover">
      <Link
        to="/c/$channelId/$seq"
        params={{ channelId: item.channelId, seq: String(item.seq) }}
        className="min-w-0 flex-1 px-5 py-3 outline-offset-[-2px] max-md:px-4"
      >
        <span className="flex items-baseline gap-2 text-xs">
          <span className="truncate font-medium text-muted">{where}</span>
          <time
            dateTime={new Date(item.at).toISOString()}
            title={formatFull(item.at)}
            className="shrink-0 text-faint"
          >
            {formatAgo(item.at)}
          </time>
        </span>
        <span className="mt-0.5 line-clamp-2 text-sm">{text}</span>
      </Link>
      <IconButton
        label="Take it off the list"
        onClick={() => void attempt(() => own.unsave(item.channelId, item.seq)).then(onRemoved)}
      >
        <BookmarkX />
      </IconButton>
    </div>
  );
}
