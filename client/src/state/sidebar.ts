/** The side bar as a value, brought up to date once for all that changed together. */
import type { ChannelId } from '@atrium/shared';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { conversationOf } from './conversation.ts';
import type { ChannelRecord } from './record.ts';
import { othersIn, titleOf } from './titles.ts';
import type { SidebarItem, SidebarView, UnreadTotals } from './views.ts';
import type { Workspace } from './workspace.ts';

const empty: SidebarView = {
  unread: [],
  sections: [],
  channels: [],
  shared: [],
  archived: [],
  directs: [],
  threadsUnread: 0,
  activityUnread: 0,
};
const noTotals: UnreadTotals = { badge: 0, channels: 0, threads: 0, activity: 0 };

export class Sidebar {
  readonly view: StoreApi<SidebarView> = createStore(() => empty);
  readonly totals: StoreApi<UnreadTotals> = createStore(() => noTotals);
  readonly #workspace: Workspace;
  readonly #items = new Map<ChannelId, SidebarItem>();
  readonly #stale = new Set<ChannelId>();
  #sections: readonly string[] = [];
  #planned = false;
  readonly #offs: (() => void)[];

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    const all = () => this.#touchAll();
    this.#offs = [
      workspace.book.changed.on(({ record }) => this.#touch(record.id)),
      workspace.book.listed.on(({ channelId }) => this.#touch(channelId)),
      workspace.reads.changed.on(({ channelId }) => this.#touch(channelId)),
      workspace.drafts.changed.on(({ channelId }) => this.#touch(channelId)),
      workspace.preferences.changed.on(all),
      workspace.members.changed.on(() => this.#touchDirects()),
      workspace.activity.changed.on(() => this.#plan()),
    ];
    all();
  }

  item(channelId: ChannelId): SidebarItem | null {
    return this.#items.get(channelId) ?? null;
  }

  #touch(channelId: ChannelId): void {
    this.#stale.add(channelId);
    this.#plan();
  }

  #touchAll(): void {
    for (const { id } of this.#workspace.book.all()) this.#stale.add(id);
    this.#plan();
  }

  #touchDirects(): void {
    for (const { id, journal } of this.#workspace.book.all())
      if (journal.channel.kind === 'direct') this.#stale.add(id);
    this.#plan();
  }

  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      this.#update();
    });
  }

  #update(): void {
    const { sections } = this.#workspace.preferences.all;
    let changed = sections !== this.#sections;
    this.#sections = sections;
    this.#touchMentioned();
    for (const channelId of this.#stale) changed = this.#updateItem(channelId) || changed;
    this.#stale.clear();
    const before = this.view.getState();
    const threadsUnread = this.#threadsUnread();
    const activityUnread = this.#workspace.activity.unread;
    const counts = { threadsUnread, activityUnread };
    if (changed) this.view.setState({ ...this.#grouped(), ...counts }, true);
    else if (before.threadsUnread !== threadsUnread || before.activityUnread !== activityUnread)
      this.view.setState(counts);
    this.#updateTotals(counts);
  }

  /** What concerns this person comes from the server, too: later than the entry that it is about. */
  #touchMentioned(): void {
    const { activity } = this.#workspace;
    for (const { channelId, mentions } of this.#items.values())
      if (activity.unreadIn(channelId) !== mentions) this.#stale.add(channelId);
  }

  #updateItem(channelId: ChannelId): boolean {
    const record = this.#workspace.book.get(channelId);
    const before = this.#items.get(channelId);
    if (!record || this.#workspace.pages.isWatched(channelId)) return this.#items.delete(channelId);
    const item = this.#toItem(record);
    if (before && sameItem(before, item)) return false;
    this.#items.set(channelId, item);
    return true;
  }

  #toItem(record: ChannelRecord): SidebarItem {
    const { self, members, reads, activity, preferences, drafts } = this.#workspace;
    const { channel } = record.journal;
    const memberIds = othersIn(channel, self);
    if (channel.kind === 'direct') for (const id of memberIds) members.want(id);
    const preference = preferences.channel(record.id);
    const silenced = preferences.level(record.id) === 'nothing';
    return {
      channelId: record.id,
      kind: channel.kind,
      title: titleOf(channel, self, members),
      memberIds,
      unread: reads.unread(conversationOf(record.id, null)),
      mentions: activity.unreadIn(record.id),
      shared: channel.sharedWith.length > 0,
      archived: channel.archivedAt !== null,
      silenced,
      hasDraft: (drafts.get(conversationOf(record.id, null))?.body ?? '') !== '',
      lastMessageAt: record.lastMessageAt,
      section: preference.section,
      order: preference.order,
    };
  }

  #grouped(): Omit<SidebarView, 'threadsUnread' | 'activityUnread'> {
    const { preferences } = this.#workspace;
    const place = ({ order }: SidebarItem) => order || Number.MAX_VALUE;
    const byPlace = (a: SidebarItem, b: SidebarItem) => place(a) - place(b) || a.title.localeCompare(b.title);
    const byActivity = (a: SidebarItem, b: SidebarItem) => (b.lastMessageAt ?? 0) - (a.lastMessageAt ?? 0);
    const all = [...this.#items.values()];
    const items = all.filter((item) => !item.archived || item.unread > 0);
    const names = [
      ...new Set([...preferences.all.sections, ...items.flatMap(({ section }) => section ?? [])]),
    ];
    const loose = items.filter(({ section }) => section === null);
    return {
      unread: items
        .filter((item) => item.unread > 0 && (!item.silenced || item.mentions > 0))
        .sort((a, b) => urgency(b) - urgency(a) || byActivity(a, b)),
      sections: names.map((name) => ({
        name,
        items: items.filter(({ section }) => section === name).sort(byPlace),
      })),
      channels: loose.filter((item) => item.kind !== 'direct' && !item.shared).sort(byPlace),
      shared: loose.filter((item) => item.kind !== 'direct' && item.shared).sort(byPlace),
      directs: loose.filter(({ kind }) => kind === 'direct').sort(byActivity),
      archived: all.filter((item) => item.archived && item.unread === 0),
    };
  }

  #threadsUnread(): number {
    const { reads } = this.#workspace;
    let threads = 0;
    for (const state of reads.all()) if (state.rootSeq !== null && reads.unread(state) > 0) threads += 1;
    return threads;
  }

  #updateTotals({ threadsUnread, activityUnread }: { threadsUnread: number; activityUnread: number }): void {
    let [mentions, channels] = [0, 0];
    for (const item of this.#items.values()) {
      mentions += item.mentions;
      if (item.unread > 0 && !item.silenced) channels += 1;
    }
    const totals = {
      badge: mentions + threadsUnread,
      channels,
      threads: threadsUnread,
      activity: activityUnread,
    };
    const before = this.totals.getState();
    const same =
      before.badge === totals.badge &&
      before.channels === channels &&
      before.threads === threadsUnread &&
      before.activity === activityUnread;
    if (!same) this.totals.setState(totals, true);
  }

  close(): void {
    for (const off of this.#offs) off();
  }
}

function urgency({ kind, mentions }: SidebarItem): number {
  return mentions > 0 ? 2 : kind === 'direct' ? 1 : 0;
}

function sameItem(a: SidebarItem, b: SidebarItem): boolean {
  return (Object.keys(a) as (keyof SidebarItem)[]).every((key) =>
    key === 'memberIds' ? a.memberIds.join() === b.memberIds.join() : a[key] === b[key],
  );
}
