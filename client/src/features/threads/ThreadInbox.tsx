import { useNavigate, useSearch } from '@tanstack/react-router';
import { threadOf } from '../../app/search.ts';
import { MessagesSquare } from 'lucide-react';
import { lazy, useState } from 'react';
import { useThreadInbox } from '../../state/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { MessageSkeletons } from '../../ui/Skeleton.tsx';
import { Header, HeaderTitle } from '../frame/Header.tsx';
import { PagedList } from '../frame/PagedList.tsx';
import { Split } from '../frame/Split.tsx';
import { ThreadCard } from './ThreadCard.tsx';
import { LazyPart } from '../frame/LazyPart.tsx';

const ThreadPane = lazy(() => import('./ThreadPane.tsx'));

/** `/threads`: the discussions that one follows, over all channels, unread ones first. */
export default function ThreadInbox() {
  const navigate = useNavigate();
  const open = threadOf(useSearch({ from: '/frame/threads' }));
  const [filter, setFilter] = useState<'all' | 'unread'>('all');
  const inbox = useThreadInbox(filter);
  const close = () => void navigate({ to: '/threads' });
  return (
    <Split
      label="Thread"
      pane={
        open && (
          <LazyPart waiting={<MessageSkeletons rows={4} />}>
            <ThreadPane
              key={`${open.channelId}.${open.rootSeq}`}
              {...open}
              full={false}
              onFull={() =>
                void navigate({
                  to: '/c/$channelId',
                  params: { channelId: open.channelId },
                  search: { thread: open.rootSeq, full: true },
                })
              }
              onClose={close}
            />
          </LazyPart>
        )
      }
    >
      <Header
        actions={
          <Segmented
            label="Which threads"
            value={filter}
            options={[
              { value: 'all', label: 'All' },
              { value: 'unread', label: inbox.unread > 0 ? `Unread ${inbox.unread}` : 'Unread' },
            ]}
            onChange={setFilter}
          />
        }
      >
        <HeaderTitle>Threads</HeaderTitle>
      </Header>
      <PagedList
        paged={inbox}
        empty={
          <EmptyState
            icon={<MessagesSquare />}
            title={filter === 'unread' ? 'You have read it all' : 'The threads you follow come together here'}
          >
            {filter === 'unread'
              ? 'Nothing new in the threads that you follow.'
              : 'You follow a thread when you begin it, reply in it, or are mentioned in it. Until then this place is quiet.'}
          </EmptyState>
        }
      >
        {(item) => (
          <ThreadCard
            key={item.key}
            item={item}
            open={open?.channelId === item.channelId && open.rootSeq === item.rootSeq}
            withChannel
            onOpen={() =>
              void navigate({ to: '/threads', search: { thread: `${item.channelId}.${item.rootSeq}` } })
            }
          />
        )}
      </PagedList>
    </Split>
  );
}
