import type { ChannelId } from '@atrium/shared';
import { expect, test } from 'vitest';
import type { SidebarItem, SidebarView } from '../../state/index.ts';
import { groupsOf, itemsInOrder } from './order.ts';

const item = (channelId: string, unread = 0): SidebarItem => ({
  channelId: channelId as ChannelId,
  kind: 'public',
  title: channelId,
  memberIds: [],
  unread,
  mentions: 0,
  shared: false,
  archived: false,
  silenced: false,
  hasDraft: false,
  lastMessageAt: null,
  section: null,
  order: 0,
});
const design = item('design', 2);
const general = item('general');
const acme = item('acme');
const view: SidebarView = {
  unread: [design],
  sections: [{ name: 'Launch', items: [design] }],
  channels: [general],
  shared: [acme],
  directs: [],
  archived: [],
  threadsUnread: 0,
  activityUnread: 0,
};
const idsOf = (items: readonly SidebarItem[]) => items.map(({ channelId }) => channelId);

test('what is unread stands on top, and only there', () => {
  expect(idsOf(itemsInOrder(view))).toEqual(['design', 'general', 'acme']);
});

test('the channel that was unread when it was opened stays on top until one leaves it', () => {
  const read = { ...design, unread: 0 };
  const after = { ...view, unread: [], sections: [{ name: 'Launch', items: [read] }] };
  expect(idsOf(groupsOf(after, 'design')[0]!.items)).toEqual(['design']);
  expect(idsOf(groupsOf(after, 'design')[1]!.items)).toEqual([]);
  expect(idsOf(groupsOf(after, null)[0]!.items)).toEqual([]);
  expect(idsOf(groupsOf(after, null)[1]!.items)).toEqual(['design']);
});
