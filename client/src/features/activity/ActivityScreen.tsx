import { useNavigate, useSearch } from '@tanstack/react-router';
import { threadOf } from '../../app/search.ts';
import { AtSign, CheckCheck } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { cn } from '../../ui/cn.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { MessageSkeletons } from '../../ui/Skeleton.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { attempt } from '../errors/use-attempt.ts';
import { Header, HeaderTitle } from '../frame/Header.tsx';
import { PagedList } from '../frame/PagedList.tsx';
import { Split } from '../frame/Split.tsx';
import {
  type ActivityItem,
  reasonWords,
  useActions,
  useActivity,
  useMemberName,
  useSidebarItem,
} from '../../state/index.ts';
import { usePlainText } from '../messages/use-excerpt.ts';
import { MemberAvatar } from '../people/DirectAvatar.tsx';
import { formatAgo, formatFull } from '../time/format.ts';

const ThreadPane = lazy(() => import('../threads/ThreadPane.tsx'));

const nothing = {
  all: 'Nobody needs you right now',
  unread: 'You have read it all',
  mentions: 'Nobody has mentioned you yet',
};

/** `/activity`: what happened to you, and why you were told. */
export default function ActivityScreen() {
  const navigate = useNavigate();
  const { reads } = useActions();
  const thread = threadOf(useSearch({ from: '/frame/activity' }));
  const [filter, setFilter] = useState<'all' | 'unread' | 'mentions'>('all');
  const activity = useActivity(filter);
  const open = (item: ActivityItem) =>
    item.rootSeq === null
      ? void navigate({
          to: '/c/$channelId/$seq',
          params: { channelId: item.channelId, seq: String(item.seq) },
        })
      : void navigate({
          to: '/activity',
          search: { thread: `${item.channelId}.${item.rootSeq}.${item.seq}` },
        });
  return (
    <Split
      label="Thread"
      pane={
        thread && (
          <Suspense fallback={<MessageSkeletons rows={4} />}>
            <ThreadPane
              key={`${thread.channelId}.${thread.rootSeq}`}
              {...thread}
              full={false}
              onClose={() => void navigate({ to: '/activity' })}
            />
          </Suspense>
        )
      }
    >
      <Header
        actions={
          <>
            <Segmented
              label="Which activity"
              value={filter}
              options={[
                { value: 'all', label: 'All' },
                { value: 'unread', label: activity.unread > 0 ? `Unread ${activity.unread}` : 'Unread' },
                {
                  value: 'mentions',
                  label: (
                    <>
                      <AtSign className="min-[24rem]:hidden" />
                      <span className="max-[24rem]:sr-only">Mentions</span>
                    </>
                  ),
                },
              ]}
              onChange={setFilter}
            />
            <IconButton
              label="Mark all as read"
              disabled={activity.unread === 0}
              onClick={() => void attempt(() => reads.markActivityRead())}
            >
              <CheckCheck />
            </IconButton>
          </>
        }
      >
        <HeaderTitle>Activity</HeaderTitle>
      </Header>
      <PagedList
        paged={activity}
        empty={
          <EmptyState icon={<AtSign />} title={nothing[filter]}>
            Mentions, replies in threads that you follow, and direct messages come together here, each with
            the reason why.
          </EmptyState>
        }
      >
        {(item) => <ActivityRow key={item.key} item={item} onOpen={() => open(item)} />}
      </PagedList>
    </Split>
  );
}

function ActivityRow({ item, onOpen }: { item: ActivityItem; onOpen: () => void }) {
  const author = useMemberName(item.authorId);
  const direct = useSidebarItem(item.channelId)?.kind === 'direct';
  const words = reasonWords[item.reason];
  const excerpt = usePlainText(item.excerpt);
  return (
    <button
      type="button"
      onClick={onOpen}
      className="grid w-full grid-cols-[0.5rem_2.25rem_minmax(0,1fr)] items-start gap-x-2.5 border-b border-line py-3 pr-5 pl-2.5 text-left outline-offset-[-2px] hover:bg-hover"
    >
      <span className={cn('mt-3.5 size-2 rounded-full', !item.read && 'bg-accent')}>
        {!item.read && <span className="sr-only">Unread</span>}
      </span>
      <MemberAvatar id={item.authorId} size={36} />
      <span className="min-w-0">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 truncate text-sm">
            <span className="font-semibold">{author}</span> <span className="text-muted">{words.did}</span>{' '}
            {item.reason !== 'direct' && (
              <span className="text-muted">
                in {direct ? '' : '#'}
                {item.channelTitle}
              </span>
            )}
          </span>
          <span className="flex-1" />
          <time
            dateTime={new Date(item.at).toISOString()}
            title={formatFull(item.at)}
            className="shrink-0 text-xs text-faint"
          >
            {formatAgo(item.at)}
          </time>
        </span>
        <span className="mt-0.5 line-clamp-2 text-sm text-muted">{excerpt}</span>
        <Tooltip label={`You were told ${words.why}. You can change that in the settings.`}>
          <span className="mt-1 inline-block text-xs text-faint">
            {words.why.charAt(0).toUpperCase() + words.why.slice(1)}
          </span>
        </Tooltip>
      </span>
    </button>
  );
}
