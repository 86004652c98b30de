/** A server in memory, for as much of the contract as the client's core needs. It answers at once; links add the delays. */
import {
  AtriumError,
  type ChannelId,
  type ChannelSummary,
  type CommandName,
  type CommandResult,
  type FollowState,
  type MemberId,
  ordinal,
  type ParsedInput,
  type ReadState,
  type Seq,
} from '@atrium/shared';
import type { Packets } from '../link.ts';
import { FakeJournal, messageDraft } from './fake-journal.ts';
import { meOf, nobodyThere, preferencesOf } from './fake-people.ts';
import type { FakeTimers } from './fake-timers.ts';
import type { Random } from '../../../../tests/random.ts';

type Handlers = {
  [Name in CommandName]?: (memberId: MemberId, input: ParsedInput<Name>) => CommandResult<Name>;
};

export interface Subscriber {
  memberId: MemberId;
  push<Name extends keyof Packets>(name: Name, packet: Packets[Name]): void;
}

export class FakeServer {
  readonly journals = new Map<ChannelId, FakeJournal>();
  readonly subscribers = new Set<Subscriber>();
  /** How far behind the head an answer may be made from. */
  staleness = 0;
  /** Refuses every n-th appending command with something that may be tried again; 0 for never. */
  refuseEvery = 0;
  readonly #members: readonly MemberId[];
  readonly #timers: FakeTimers;
  readonly #random: Random;
  readonly #marks = new Map<string, Seq>();
  readonly #follows = new Map<string, FollowState>();
  #commands = 0;

  constructor(
    members: readonly MemberId[],
    channels: readonly ChannelId[],
    timers: FakeTimers,
    random: Random,
  ) {
    this.#members = members;
    this.#timers = timers;
    this.#random = random;
    for (const channelId of channels)
      this.journals.set(channelId, new FakeJournal(channelId, members, timers.now()));
  }

  ask(memberId: MemberId, name: string, input: unknown): unknown {
    const answer = this.#handlers[name as CommandName];
    if (answer) return answer(memberId, input as never);
    throw new AtriumError('unknown_command', { message: name });
  }

  journal(channelId: ChannelId): FakeJournal {
    const journal = this.journals.get(channelId);
    if (!journal) throw new AtriumError('not_found');
    return journal;
  }

  /** Tells everybody how far each channel is: what a heads check does. */
  announceHeads(): void {
    const heads = [...this.journals.values()].map((journal) => ({
      channelId: journal.channel.id,
      epoch: journal.epoch,
      seq: journal.entries.length,
    }));
    for (const subscriber of this.subscribers) subscriber.push('heads', { heads });
  }

  readonly #handlers: Handlers = {
    'workspace.load': (memberId) => ({
      workspace: { name: 'Acme', epoch: 'epoch', createdAt: 0 },
      me: meOf(memberId),
      channels: [...this.journals.values()].map((journal) => this.#summary(journal, memberId)),
      members: [],
      companies: [],
      follows: this.#followsOf(memberId),
      threadReads: this.#threadReads(memberId),
      mutedThreads: [],
      activityUnread: 0,
      activity: [],
      drafts: [],
      scheduled: [],
      preferences: preferencesOf(),
      channelPreferences: [],
      serverTime: this.#timers.now(),
    }),
    'channel.open': (memberId, { channelId, around, limit }) => {
      const journal = this.journal(channelId);
      const asOf = this.#asOf(journal);
      const mark = this.#mark(memberId, journal, null);
      const seq = around === 'newest' ? undefined : around === 'unread' ? mark + 1 : around;
      return {
        summary: this.#summary(journal, memberId, asOf),
        page: journal.page(null, asOf, { limit, ...(seq === undefined ? {} : { around: seq }) }),
      };
    },
    'message.history': (_, { channelId, rootSeq, before, after, around, limit }) => {
      const journal = this.journal(channelId);
      const range = {
        limit,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
        ...(around === undefined ? {} : { around }),
      };
      return journal.page(rootSeq ?? null, this.#asOf(journal), range);
    },
    'thread.open': (memberId, { channelId, rootSeq, limit }) => {
      const journal = this.journal(channelId);
      const asOf = this.#asOf(journal);
      const { messages, threads } = journal.stateAt(asOf);
      const [root, thread] = [messages.get(rootSeq), threads.get(rootSeq)];
      if (!root || !thread) throw new AtriumError('not_found');
      const follow = this.#follows.get(`${memberId}/${channelId}/${rootSeq}`) ?? null;
      const read = follow ? this.#read(memberId, journal, rootSeq, asOf) : null;
      return {
        summary: { thread, root, read, follow, lastReply: null },
        page: journal.page(rootSeq, asOf, { limit }),
      };
    },
    'channel.sync': (_, { positions }) => ({
      channels: positions.map(({ channelId, position }) => this.#synced(channelId, position)),
    }),
    'message.post': (memberId, { channelId, clientId, rootSeq, body }) => {
      const appended = this.#append(memberId, channelId, clientId, messageDraft(body, rootSeq));
      this.#moveMark(memberId, channelId, rootSeq, appended.seq);
      if (rootSeq !== null && appended.changed) this.#follow(memberId, channelId, rootSeq, appended.seq);
      return appended;
    },
    'message.edit': (memberId, { channelId, clientId, seq, body }) => {
      const target = this.#target(channelId, seq);
      if (target.deletedAt !== null) throw new AtriumError('message_deleted');
      return this.#append(
        memberId,
        channelId,
        clientId,
        { kind: 'message.edited', target: seq, targetRootSeq: target.rootSeq },
        body,
      );
    },
    'message.delete': (memberId, { channelId, clientId, seq }) => {
      const target = this.#target(channelId, seq);
      if (target.deletedAt !== null) return this.journal(channelId).unchanged();
      return this.#append(memberId, channelId, clientId, {
        kind: 'message.deleted',
        target: seq,
        targetRootSeq: target.rootSeq,
      });
    },
    'message.react': (memberId, { channelId, clientId, seq, emoji, on }) => {
      const target = this.#target(channelId, seq);
      if (target.deletedAt !== null) throw new AtriumError('message_deleted');
      return this.#append(memberId, channelId, clientId, {
        kind: 'message.reacted',
        target: seq,
        targetRootSeq: target.rootSeq,
        emoji,
        on,
      });
    },
    'read.mark': (memberId, { channelId, rootSeq, seq }) => {
      const journal = this.journal(channelId);
      this.#moveMark(memberId, channelId, rootSeq, seq);
      const read = this.#read(memberId, journal, rootSeq, journal.entries.length);
      this.#tell(memberId, { reads: [read] });
      return { read };
    },
    ...nobodyThere,
  };

  readonly #asOf = ({ entries }: FakeJournal): Seq =>
    Math.max(1, entries.length - this.#random.below(this.staleness + 1));

  #target(channelId: ChannelId, seq: Seq) {
    const target = this.journal(channelId).head.messages.get(seq);
    if (!target) throw new AtriumError('not_found');
    return target;
  }

  #append(
    memberId: MemberId,
    channelId: ChannelId,
    clientId: string,
    draft: Parameters<FakeJournal['append']>[3],
    body?: string,
  ) {
    this.#commands += 1;
    if (this.refuseEvery > 0 && this.#commands % this.refuseEvery === 0) throw new AtriumError('retry_later');
    const journal = this.journal(channelId);
    const { seq, fresh } = journal.append(memberId, clientId as never, this.#timers.now(), draft, body);
    if (fresh)
      for (const subscriber of this.subscribers)
        subscriber.push('entries', journal.packet(seq - 1, seq, false));
    return { channelId, epoch: journal.epoch, seq, at: journal.entries[seq - 1]?.at ?? 0, changed: fresh };
  }

  /** Clients read it off the entry: they are not told. */
  #follow(memberId: MemberId, channelId: ChannelId, rootSeq: Seq, asOf: Seq): void {
    const { messages, threads } = this.journal(channelId).head;
    const starter = messages.get(rootSeq)?.authorId;
    const begun = `${starter}/${channelId}/${rootSeq}`;
    if (starter !== memberId && threads.get(rootSeq)?.lastRn === 1 && !this.#follows.has(begun))
      this.#follows.set(begun, { channelId, rootSeq, following: true, why: 'started', asOf });
    const own = { channelId, rootSeq, following: true, why: 'replied' as const, asOf };
    this.#follows.set(`${memberId}/${channelId}/${rootSeq}`, own);
  }

  #tell(memberId: MemberId, packet: Packets['me']): void {
    for (const subscriber of this.subscribers)
      if (subscriber.memberId === memberId) subscriber.push('me', packet);
  }

  #synced(
    channelId: ChannelId,
    { epoch, seq }: { epoch: string; seq: Seq },
  ): CommandResult<'channel.sync'>['channels'][number] {
    const journal = this.journals.get(channelId);
    if (!journal) return { channelId, state: 'gone' };
    const head = this.#asOf(journal);
    if (epoch !== journal.epoch || seq > journal.entries.length) return { channelId, state: 'reset' };
    if (seq >= head) return { channelId, state: 'same' };
    const upTo = Math.min(head, seq + 1 + this.#random.below(30));
    const { entries, messages = [] } = journal.packet(seq, upTo, true);
    return { channelId, state: 'rest', epoch, entries, messages, threads: [], more: upTo < head };
  }

  #mark(memberId: MemberId, journal: FakeJournal, rootSeq: Seq | null): Seq {
    return this.#marks.get(`${memberId}/${journal.channel.id}/${rootSeq ?? 0}`) ?? 0;
  }

  #moveMark(memberId: MemberId, channelId: ChannelId, rootSeq: Seq | null, seq: Seq): void {
    const key = `${memberId}/${channelId}/${rootSeq ?? 0}`;
    this.#marks.set(key, Math.max(this.#marks.get(key) ?? 0, seq));
  }

  /** Counted one by one: the oracle of the client's subtractions. */
  #read(memberId: MemberId, journal: FakeJournal, rootSeq: Seq | null, asOf: Seq): ReadState {
    const markSeq = this.#mark(memberId, journal, rootSeq);
    const messages = [...journal.stateAt(asOf).messages.values()].filter(
      (message) => message.rootSeq === rootSeq,
    );
    const last = (upTo: Seq) => Math.max(0, ...messages.filter(({ seq }) => seq <= upTo).map(ordinal));
    const deletedAfter = messages.filter(({ seq, deletedAt }) => seq > markSeq && deletedAt !== null).length;
    return {
      channelId: journal.channel.id,
      rootSeq,
      markSeq,
      markN: last(markSeq),
      headN: last(asOf),
      deletedAfter,
      asOf,
    };
  }

  /** What is unread, counted message by message. */
  unread(memberId: MemberId, channelId: ChannelId, rootSeq: Seq | null): number {
    const journal = this.journal(channelId);
    const mark = this.#mark(memberId, journal, rootSeq);
    return [...journal.head.messages.values()].filter(
      (message) => message.rootSeq === rootSeq && message.seq > mark && message.deletedAt === null,
    ).length;
  }

  isFollowing(memberId: MemberId, channelId: ChannelId, rootSeq: Seq): boolean {
    return this.#follows.has(`${memberId}/${channelId}/${rootSeq}`);
  }

  #followsOf(memberId: MemberId): FollowState[] {
    return [...this.#follows].flatMap(([key, follow]) => (key.startsWith(`${memberId}/`) ? [follow] : []));
  }

  #threadReads(memberId: MemberId): ReadState[] {
    return this.#followsOf(memberId).map(({ channelId, rootSeq }) => {
      const journal = this.journal(channelId);
      return this.#read(memberId, journal, rootSeq, journal.entries.length);
    });
  }

  #summary(journal: FakeJournal, memberId: MemberId, asOf = journal.entries.length): ChannelSummary {
    const state = journal.stateAt(asOf);
    return {
      channel: state.channel,
      standing: state.standings.get(memberId) ?? null,
      position: { epoch: journal.epoch, seq: asOf },
      read: this.#read(memberId, journal, null, asOf),
      mentions: 0,
      ...{ lastMessageAt: null, memberCount: this.#members.length },
    };
  }
}
