import type { SidebarItem, SidebarView } from '../../state/index.ts';

export interface SidebarGroup {
  key: string;
  title: string;
  kind: 'unread' | 'own' | 'channels' | 'shared' | 'directs';
  items: readonly SidebarItem[];
}

/**
 * The groups of the side bar from top to bottom, each item once. What is unread stands on top; `sticky` is the channel
 * that was unread when it was opened: it stays there until one leaves it, so that nothing moves under the pointer.
 */
export function groupsOf(view: SidebarView, sticky: string | null): SidebarGroup[] {
  const all = [
    ...view.sections.flatMap(({ items }) => items),
    ...view.channels,
    ...view.shared,
    ...view.directs,
  ];
  const kept = all.find(({ channelId }) => channelId === sticky);
  const unread =
    kept && !view.unread.includes(kept) && kept.unread === 0 ? [...view.unread, kept] : view.unread;
  const above = new Set(unread.map(({ channelId }) => channelId));
  const rest = (items: readonly SidebarItem[]) => items.filter(({ channelId }) => !above.has(channelId));
  return [
    { key: 'unread', title: 'Unread', kind: 'unread' as const, items: unread },
    ...view.sections.map(({ name, items }) => ({
      key: `own:${name}`,
      title: name,
      kind: 'own' as const,
      items: rest(items),
    })),
    { key: 'channels', title: 'Channels', kind: 'channels' as const, items: rest(view.channels) },
    { key: 'shared', title: 'Customers', kind: 'shared' as const, items: rest(view.shared) },
    { key: 'directs', title: 'Direct messages', kind: 'directs' as const, items: rest(view.directs) },
  ];
}

export function itemsInOrder(view: SidebarView): SidebarItem[] {
  return groupsOf(view, null).flatMap(({ items }) => items);
}
