import type { ChannelId, Seq } from '@atrium/shared';
import { MessagesSquare } from 'lucide-react';
import { useState } from 'react';
import { useThreadList } from '../../state/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { PagedList } from '../frame/PagedList.tsx';
import { ThreadCard } from './ThreadCard.tsx';

type Filter = 'all' | 'followed' | 'unresolved' | 'resolved';

const empty: Record<Filter, { title: string; text: string }> = {
  all: {
    title: 'No threads yet',
    text: 'A thread keeps one discussion together. Hover over a message and press the reply sign, or press T.',
  },
  followed: {
    title: 'You follow none here',
    text: 'You follow a thread when you begin it, reply in it, or are mentioned in it.',
  },
  unresolved: { title: 'Nothing is open', text: 'Every discussion here has been resolved.' },
  resolved: {
    title: 'Nothing is resolved yet',
    text: 'Mark a thread as resolved from its menu, and it is kept here.',
  },
};

/** A channel's second view: its discussions. */
export default function ThreadList({
  channelId,
  open,
  onOpen,
}: {
  channelId: ChannelId;
  open: Seq | null;
  onOpen: (rootSeq: Seq) => void;
}) {
  const [filter, setFilter] = useState<Filter>('all');
  const threads = useThreadList(channelId, filter);
  return (
    <>
      <div className="shrink-0 overflow-x-auto border-b border-line px-5 py-2 max-md:px-4">
        <Segmented
          label="Which threads"
          value={filter}
          options={[
            { value: 'all', label: 'All' },
            { value: 'followed', label: 'Followed' },
            { value: 'unresolved', label: 'Open' },
            { value: 'resolved', label: 'Resolved' },
          ]}
          onChange={setFilter}
        />
      </div>
      <PagedList
        paged={threads}
        empty={
          <EmptyState icon={<MessagesSquare />} title={empty[filter].title}>
            {empty[filter].text}
          </EmptyState>
        }
      >
        {(item) => (
          <ThreadCard
            key={item.key}
            item={item}
            open={open === item.rootSeq}
            withChannel={false}
            onOpen={() => onOpen(item.rootSeq)}
          />
        )}
      </PagedList>
    </>
  );
}
