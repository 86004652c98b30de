import { useLayoutEffect, useRef } from 'react';
import type { PendingRow, Timeline } from '../../state/index.ts';
import { MessageSkeletons } from '../../ui/Skeleton.tsx';
import { useDisconnected } from '../frame/use-disconnected.ts';
import { PendingMessage } from './PendingMessage.tsx';
import { TimelineError } from './TimelineError.tsx';

interface Props {
  timeline: Timeline;
  onTakeBack: (row: PendingRow) => void;
}

/** In place of messages that are not here yet: why, and under it what was written meanwhile. */
export function BeforeMessages({ timeline, onTakeBack }: Props) {
  const { status, rows } = timeline;
  const disconnected = useDisconnected();
  const end = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (rows.length > 0) end.current?.scrollIntoView({ block: 'end' });
  }, [rows]);
  return (
    <div className="pb-3">
      {status === 'error' || disconnected ? <TimelineError timeline={timeline} /> : <MessageSkeletons />}
      {[...rows].map(
        (row) => row.type === 'pending' && <PendingMessage key={row.key} row={row} onTakeBack={onTakeBack} />,
      )}
      <div ref={end} />
    </div>
  );
}
