/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions --
   What is dropped here can also be moved with its menu. */
import { ChevronDown, Ellipsis } from 'lucide-react';
import { type DragEvent, type ReactNode, useState } from 'react';
import { cn } from '../../ui/cn.ts';
import { openContextMenu } from '../../ui/floating.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { ChannelLink } from './ChannelLink.tsx';
import { draggedItem, halfOf, setDragged } from './dragged.ts';
import { DropRow } from './DropRow.tsx';
import { rowOfSection } from './keep-focus.ts';
import type { SidebarGroup } from './order.ts';
import { sectionMenu } from './section-menu.tsx';
import type { Arrangement } from './use-arrangement.ts';

interface Props {
  group: SidebarGroup;
  arrangement: Arrangement;
  /** Where it stands among the person's own sections, and how many there are. */
  place: { index: number; count: number };
  action?: ReactNode;
  footer?: ReactNode;
}

export function Group({ group, arrangement, place, action, footer }: Props) {
  const key = `atrium.closed.${group.key}`;
  const [closed, setClosed] = useState(() => localStorage.getItem(key) !== null);
  const [over, setOver] = useState<'channel' | 0 | 1 | null>(null);
  const own = group.kind === 'own';
  if (group.items.length === 0 && !action && !footer && !own) return null;
  const section = own ? group.title : null;
  const toggle = () => {
    if (closed) localStorage.removeItem(key);
    else localStorage.setItem(key, '1');
    setClosed(!closed);
  };
  const dragOver = (event: DragEvent<HTMLElement>) => {
    const dragged = draggedItem();
    if (!dragged || group.kind === 'unread') return;
    if ('section' in dragged && !own) return;
    event.preventDefault();
    setOver('section' in dragged ? halfOf(event) : 'channel');
  };
  const drop = (event: DragEvent<HTMLElement>) => {
    setOver(null);
    const dragged = draggedItem();
    if (!dragged) return;
    if ('channelId' in dragged) return arrangement.place(dragged.channelId, section);
    const after = place.index + halfOf(event);
    const from = arrangement.indexOf(dragged.section);
    arrangement.placeSection(dragged.section, from < after ? after - 1 : after);
  };
  const menu = () => sectionMenu(group.title, place, arrangement);
  return (
    <section
      aria-label={group.title}
      className={cn(
        'mt-4 rounded-lg',
        over === 'channel' && 'bg-accent-soft/60',
        over === 0 && 'shadow-[0_-2px_0_0_var(--c-accent)]',
        over === 1 && 'shadow-[0_2px_0_0_var(--c-accent)]',
      )}
      onDragOver={dragOver}
      onDragLeave={() => setOver(null)}
      onDrop={drop}
    >
      <div
        className="group/head flex h-7 items-center gap-1 pr-0.5 pl-1 coarse:h-10"
        draggable={own || undefined}
        onDragStart={() => own && setDragged({ section: group.title })}
        onDragEnd={() => setDragged(null)}
        onContextMenu={(event) => own && openContextMenu(event, menu())}
      >
        <button
          type="button"
          aria-expanded={!closed}
          data-row={own || group.kind === 'channels' ? rowOfSection(own ? group.title : null) : undefined}
          onClick={toggle}
          className="flex min-w-0 flex-1 items-center gap-1 rounded-md px-1 text-left text-xs font-medium text-faint hover:text-ink"
        >
          <ChevronDown
            className={cn('size-3.5 shrink-0 transition-transform duration-100', closed && '-rotate-90')}
          />
          <span className="truncate">{group.title}</span>
        </button>
        {own && (
          <Menu
            align="end"
            items={menu}
            trigger={
              <IconButton
                size="small"
                label={`Section ${group.title}`}
                className="opacity-0 group-focus-within/head:opacity-100 group-hover/head:opacity-100 data-popup-open:opacity-100 coarse:opacity-100"
              >
                <Ellipsis />
              </IconButton>
            }
          />
        )}
        {action}
      </div>
      {!closed && (
        <ul>
          {group.items.map((item) => (
            <DropRow
              key={item.channelId}
              isOpen={group.kind !== 'unread' && group.kind !== 'directs'}
              onDropped={(channelId, half) =>
                arrangement.place(channelId, section, { group, index: group.all.indexOf(item) + half })
              }
            >
              <ChannelLink item={item} />
            </DropRow>
          ))}
        </ul>
      )}
      {!closed && footer}
      {!closed && group.all.length === 0 && own && (
        <p className="px-2 py-1 text-xs text-faint">Drag channels here, or use their menu.</p>
      )}
    </section>
  );
}
