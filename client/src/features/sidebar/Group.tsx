/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions --
   What is dropped here can also be moved with the channel's menu. */
import { ChevronDown } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useActions } from '../../state/index.ts';
import { cn } from '../../ui/cn.ts';
import { attempt } from '../errors/use-attempt.ts';
import { ChannelLink } from './ChannelLink.tsx';
import type { SidebarGroup } from './order.ts';
import { draggedChannel } from './dragged-channel.ts';

export function Group({
  group,
  action,
  footer,
}: {
  group: SidebarGroup;
  action?: ReactNode;
  footer?: ReactNode;
}) {
  const { own } = useActions();
  const key = `atrium.closed.${group.key}`;
  const [closed, setClosed] = useState(() => localStorage.getItem(key) !== null);
  const [over, setOver] = useState(false);
  if (group.items.length === 0 && !action && !footer && group.kind !== 'own') return null;
  const section = group.kind === 'own' ? group.title : null;
  const droppable = group.kind !== 'unread';
  const toggle = () => {
    if (closed) localStorage.removeItem(key);
    else localStorage.setItem(key, '1');
    setClosed(!closed);
  };
  return (
    <section
      aria-label={group.title}
      className={cn('mt-4 rounded-lg', over && 'bg-accent-soft/60')}
      onDragOver={(event) => {
        if (!droppable || !draggedChannel()) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={() => {
        setOver(false);
        const channelId = draggedChannel();
        if (channelId) void attempt(() => own.setChannelPreference(channelId, { section }));
      }}
    >
      <div className="group/head flex h-7 items-center gap-1 pr-0.5 pl-1 coarse:h-10">
        <button
          type="button"
          aria-expanded={!closed}
          onClick={toggle}
          className="flex min-w-0 flex-1 items-center gap-1 rounded-md px-1 text-left text-xs font-medium text-faint hover:text-ink"
        >
          <ChevronDown
            className={cn('size-3.5 shrink-0 transition-transform duration-100', closed && '-rotate-90')}
          />
          <span className="truncate">{group.title}</span>
        </button>
        {action}
      </div>
      {!closed && (
        <ul>
          {group.items.map((item) => (
            <li key={item.channelId}>
              <ChannelLink item={item} />
            </li>
          ))}
        </ul>
      )}
      {!closed && footer}
      {!closed && group.items.length === 0 && group.kind === 'own' && (
        <p className="px-2 py-1 text-xs text-faint">Drag channels here, or use their menu.</p>
      )}
    </section>
  );
}
