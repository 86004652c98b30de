/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions --
   What is dropped here can also be moved with the channel's menu. */
import type { ChannelId } from '@atrium/shared';
import { type ReactNode, useState } from 'react';
import { cn } from '../../ui/cn.ts';
import { draggedItem, halfOf } from './dragged.ts';

interface Props {
  /** Whether channels can be put between the rows here. */
  isOpen: boolean;
  /** Above the row (0) or below it (1). */
  onDropped: (channelId: ChannelId, half: 0 | 1) => void;
  children: ReactNode;
}

/** A row of the side bar between which and its neighbours a channel can be dropped. */
export function DropRow({ isOpen, onDropped, children }: Props) {
  const [over, setOver] = useState<0 | 1 | null>(null);
  const dragged = () => {
    const item = isOpen ? draggedItem() : null;
    return item && 'channelId' in item ? item : null;
  };
  return (
    <li
      className={cn(
        'relative',
        over !== null && 'before:absolute before:inset-x-2 before:h-0.5 before:rounded-full before:bg-accent',
        over === 0 && 'before:-top-px',
        over === 1 && 'before:-bottom-px',
      )}
      onDragOver={(event) => {
        if (!dragged()) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(halfOf(event));
      }}
      onDragLeave={() => setOver(null)}
      onDrop={(event) => {
        setOver(null);
        const item = dragged();
        if (!item) return;
        event.preventDefault();
        event.stopPropagation();
        onDropped(item.channelId, halfOf(event));
      }}
    >
      {children}
    </li>
  );
}
