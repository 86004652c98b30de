import type { SidebarItem, SidebarView } from '../../state/index.ts';

export interface SidebarGroup {
  key: string;
  title: string;
  kind: 'unread' | 'own' | 'channels' | 'shared' | 'directs';
  items: readonly SidebarItem[];
  /** Those that stand among the unread ones included. */
  all: readonly SidebarItem[];
}

/**
 * The groups of the side bar from top to bottom, each item once. What is unread stands on top; `sticky` is the channel
 * that was unread when it was opened: it stays there until one leaves it, so that nothing moves under the pointer.
 */
export function groupsOf(view: SidebarView, sticky: string | null, isGuest = false): SidebarGroup[] {
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
  const group = (
    key: string,
    title: string,
    kind: SidebarGroup['kind'],
    ofGroup: readonly SidebarItem[],
  ) => ({
    ...{ key, title, kind, all: ofGroup },
    items: ofGroup.filter(({ channelId }) => !above.has(channelId)),
  });
  return [
    { key: 'unread', title: 'Unread', kind: 'unread', items: unread, all: unread },
    ...view.sections.map(({ name, items }) => group(`own:${name}`, name, 'own', items)),
    group('channels', 'Channels', 'channels', view.channels),
    // To a guest it is not the customers who are the others.
    group('shared', isGuest ? 'Shared with you' : 'Customers', 'shared', view.shared),
    group('directs', 'Direct messages', 'directs', view.directs),
  ];
}

export function itemsInOrder(view: SidebarView): SidebarItem[] {
  return groupsOf(view, null).flatMap(({ items }) => items);
}
