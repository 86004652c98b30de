/** Everything of one signed-in member, wired together: packets come in, books change, screens and the outbox follow. */
import {
  type ChannelId,
  type CommandResult,
  type Me,
  type MemberId,
  type MePacket,
  type Position,
  type Scheduled,
  type Seq,
} from '@atrium/shared';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { toAtriumError } from '../net/errors.ts';
import type { PacketName, Packets } from '../net/link.ts';
import { ActivityBook } from './activity.ts';
import { ChannelBook } from './book.ts';
import { ChannelNames } from './channel-names.ts';
import { CacheWriter, wipeCached } from './cache.ts';
import { conversationOf } from './conversation.ts';
import { tellFlagEnds } from './flag-ends.ts';
import { DraftBook } from './drafts.ts';
import { reportError } from './emitter.ts';
import type { Environment } from './environment.ts';
import { Marks } from './marks.ts';
import { MemberBook } from './members.ts';
import { NoticeDesk } from './notice-desk.ts';
import { Outbox } from './outbox.ts';
import { restoreCached, snapshotOf, takeMe } from './own-state.ts';
import { Pages } from './pages.ts';
import { PreferenceBook } from './preferences.ts';
import { PresenceBook } from './presence.ts';
import { ReadBook } from './reads.ts';
import { takeEntries } from './own-entries.ts';
import type { ChannelRecord, RecordChange } from './record.ts';
import { Sender } from './sender.ts';
import { Sidebar } from './sidebar.ts';
import type { Storage } from './storage.ts';
import { summaryOf } from './summaries.ts';
import { Sync } from './sync.ts';
import { positionsOf } from './thread-items.ts';
import { takeLoad } from './take-load.ts';
import type { TabBus } from './tabs.ts';
import { Timelines } from './timelines.ts';
import { TypingBook } from './typing.ts';

type Load = CommandResult<'workspace.load'>;

const learnWithinMs = 1_500;

export class Workspace {
  readonly env: Environment;
  readonly self: MemberId;
  readonly book = new ChannelBook();
  readonly reads: ReadBook;
  readonly marks: Marks;
  readonly members: MemberBook;
  readonly channelNames: ChannelNames;
  readonly presence: PresenceBook;
  readonly typing: TypingBook;
  readonly activity: ActivityBook;
  readonly preferences: PreferenceBook;
  readonly drafts: DraftBook;
  readonly outbox: Outbox;
  readonly sender: Sender;
  readonly pages: Pages;
  readonly sync: Sync;
  readonly timelines: Timelines;
  readonly notices: NoticeDesk;
  readonly sidebar: Sidebar;
  readonly me: StoreApi<{ me: Me | null; name: string; epoch: string; createdAt: number }>;
  readonly scheduled: StoreApi<readonly Scheduled[]> = createStore((): readonly Scheduled[] => []);
  /** Server's clock less this device's. */
  clockOffsetMs = 0;
  leading = false;
  /** Set once the server has answered: what is shown is not only from this device. */
  loaded = false;
  readonly #storage: Storage;
  readonly #bus: TabBus;
  readonly #cache: CacheWriter;
  readonly #offs: (() => void)[] = [];
  #closed = false;

  constructor(env: Environment, self: MemberId, storage: Storage) {
    const { connection, timers } = env;
    this.env = env;
    this.self = self;
    this.#storage = storage;
    this.#bus = env.openBus(self);
    const bus = this.#bus;
    this.me = createStore(() => ({ me: null as Me | null, name: '', epoch: '', createdAt: 0 }));
    this.reads = new ReadBook(self, this.book, () => this.serverNow());
    this.marks = new Marks(connection, timers, this.reads);
    this.members = new MemberBook(connection, timers);
    this.channelNames = new ChannelNames(connection, timers);
    this.presence = new PresenceBook(connection, timers);
    this.typing = new TypingBook(connection, timers, self);
    this.activity = new ActivityBook(connection, timers, this.reads);
    this.preferences = new PreferenceBook(connection);
    this.drafts = new DraftBook({ connection, storage, bus, timers });
    this.outbox = new Outbox({ storage, bus, timers });
    this.sender = new Sender({ connection, outbox: this.outbox, timers });
    const { book, reads } = this;
    this.pages = new Pages({
      self,
      connection,
      timers,
      book,
      reads,
      summarised: ({ channel }) => this.#cache.channel(channel.id),
    });
    this.sync = new Sync({
      connection,
      timers,
      book,
      reopen: async (record) => {
        await this.pages.reopen(record);
        // What was passed over may have begun threads, and told this person of things.
        if (this.loaded) void this.reload();
      },
      urgency: (record) => (this.timelines.isChannelShown(record.id) ? 2 : record.openedAt > 0 ? 1 : 0),
    });
    this.pages.sync = this.sync;
    this.timelines = new Timelines({
      self,
      outbox: this.outbox,
      reads,
      timers,
      fetch: (conversation, request) => this.pages.fetch(conversation, request),
      record: (channelId) => book.get(channelId),
      live: () => connection.status.state === 'live',
      visible: () => env.page.visible(),
      seen: (conversation, seq) => this.marks.seen(conversation, seq),
    });
    this.notices = new NoticeDesk(this, bus);
    this.#cache = new CacheWriter(storage, timers, {
      snapshot: () => snapshotOf(this),
      records: () => book.all(),
      record: (channelId) => (this.pages.isWatched(channelId) ? undefined : book.get(channelId)),
      summary: (record) => summaryOf(this, record),
      members: () => this.members.all(),
    });
    this.#wire();
    this.sidebar = new Sidebar(this);
  }

  #wire(): void {
    const { book, reads, members, env } = this;
    this.#offs.push(
      tellFlagEnds(book, env.timers, () => this.serverNow()),
      book.changed.on(({ record, change }) => this.#take(record, change)),
      book.listed.on(({ channelId, present }) => {
        if (!present) this.#forget(channelId);
        this.#cache.channel(channelId);
      }),
      reads.changed.on(({ channelId, rootSeq }) =>
        rootSeq === null ? this.#cache.channel(channelId) : this.#cache.snapshot(),
      ),
      members.changed.on(() => this.#cache.members()),
      this.outbox.changed.on((channelId) => this.#settle(channelId)),
      this.timelines.closed.on(({ channelId, rootSeq }) => {
        if (rootSeq === null) this.pages.unwatch(channelId).catch(reportError);
      }),
      env.page.onVisibility(() => this.#visibility()),
      env.leadership(this.self).lead(() => {
        this.leading = true;
        this.#cache.lead();
        this.sender.lead().catch(reportError);
      }),
    );
  }

  /** What this device has. Answers whether that is enough to paint. */
  async restore(): Promise<boolean> {
    const cached = await restoreCached(this, this.#storage);
    await Promise.all([this.drafts.load(), this.outbox.load()]);
    return cached;
  }

  /** The server's whole answer: first, after a reconnect, or because it asked for it. */
  async takeLoad(load: Load, asked: ReadonlyMap<ChannelId, Position> | null = null): Promise<void> {
    this.clockOffsetMs = load.serverTime - this.env.timers.now();
    const { epoch } = this.me.getState();
    if (epoch !== '' && epoch !== load.workspace.epoch) await wipeCached(this.#storage);
    takeLoad(this, load, asked);
    this.loaded = true;
    this.#cache.snapshot();
  }

  serverNow(): number {
    return this.env.timers.now() + this.clockOffsetMs;
  }

  receive<Name extends PacketName>(name: Name, packet: Packets[Name]): void {
    if (name === 'entries') this.sync.receive(packet as Packets['entries']);
    else if (name === 'heads') this.sync.heads(packet as Packets['heads']);
    else if (name === 'live') this.#takeLive(packet as Packets['live']);
    else if (name === 'me') this.#takeMe(packet as Packets['me']);
  }

  #takeLive({ typing, presence, members }: Packets['live']): void {
    if (members) this.members.put(members);
    if (typing) this.typing.put(typing);
    if (presence) this.presence.put(presence);
  }

  #takeMe(packet: MePacket): void {
    takeMe(this, packet);
    this.#cache.snapshot();
  }

  /** Asks for everything again. Failing is no matter: the next connection does it anyway. */
  async reload(): Promise<void> {
    const asked = positionsOf(this);
    const load = await this.env.connection.command('workspace.load', {}).catch(() => null);
    if (load?.me.id === this.self) await this.takeLoad(load, asked);
  }

  /** A new connection: what was said before goes out before anything else. */
  connected(): void {
    this.sender.resume();
    this.sync.fetchAll();
    this.pages.watchAgain().catch(reportError);
    this.marks.resume();
    this.drafts.resume();
    this.presence.refresh();
    this.#visibility();
  }

  #take(record: ChannelRecord, change: RecordChange): void {
    for (const rootSeq of takeEntries(this, record, change)) this.#learn(record, rootSeq);
    this.typing.take(record, change);
    if (this.loaded) this.notices.take(record, change);
    this.#settle(record.id);
    this.#cache.channel(record.id);
  }

  /** Everybody whose client began after the thread did asks: each at a moment of its own. */
  #learn(record: ChannelRecord, rootSeq: Seq, attempts = 5): void {
    const { env, pages, reads, activity } = this;
    env.timers.after(env.timers.random() * learnWithinMs, () => {
      const told = () => reads.follow(conversationOf(record.id, rootSeq)) && activity.recheck();
      const failed = (error: unknown) => {
        const again = toAtriumError(error).retryable && !this.#closed && attempts > 1;
        if (again) this.#learn(record, rootSeq, attempts - 1);
      };
      pages.learn(record, rootSeq).then(told, failed);
    });
  }

  #settle(channelId: ChannelRecord['id']): void {
    const record = this.book.get(channelId);
    // Of a channel that is not followed here no entry will come.
    const position = record?.position ?? { epoch: '', seq: Number.POSITIVE_INFINITY };
    this.outbox.settle(channelId, position, record?.ownClientIds ?? new Set()).catch(reportError);
  }

  #forget(channelId: ChannelRecord['id']): void {
    this.timelines.forget(channelId);
    this.reads.forget(channelId);
    this.activity.forget(channelId);
  }

  #visibility(): void {
    const visible = this.env.page.visible();
    this.env.connection
      .command('presence.set', { state: visible ? 'online' : 'away' }, { onlyNow: true })
      .catch(() => {});
    if (visible) this.timelines.becameVisible();
  }

  /** Writes what waits to be written, for a page that goes away. */
  save(): Promise<void> {
    return this.#cache.save();
  }

  wipe(): Promise<void> {
    this.#cache.close();
    return wipeCached(this.#storage);
  }

  close(): void {
    this.#closed = true;
    for (const off of this.#offs) off();
    this.sender.stop();
    const { sidebar, notices, marks, activity, drafts, outbox, timelines } = this;
    const parts = [
      sidebar,
      notices,
      this.#cache,
      marks,
      activity,
      drafts,
      outbox,
      timelines,
      this.#bus,
      this.#storage,
    ];
    for (const part of parts) part.close();
  }
}
