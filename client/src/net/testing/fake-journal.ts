/** A channel's journal in memory, kept with the reducer that everybody shares; it can be read as of any entry. */
import {
  applyEntry,
  type Channel,
  type ChannelId,
  type ClientId,
  type EntriesPacket,
  type Entry,
  type JournalState,
  laneOf,
  type MemberId,
  type Message,
  newId,
  type Seq,
  type Standing,
} from '@atrium/shared';

type Placed = 'seq' | 'at' | 'n' | 'clientId' | 'authorId';
type Draft = Entry extends infer Kind ? (Kind extends Entry ? Omit<Kind, Placed> : never) : never;

export class FakeJournal {
  readonly channel: Channel;
  readonly epoch = newId();
  readonly entries: Entry[] = [];
  /** New bodies by the seq of the edit that brought them. */
  readonly #bodies = new Map<Seq, string>();
  readonly #results = new Map<string, Seq>();
  readonly head: JournalState;

  constructor(channelId: ChannelId, memberIds: readonly MemberId[], now: number) {
    const [creator] = memberIds;
    if (creator === undefined) throw new Error('a channel needs somebody in it');
    this.channel = {
      id: channelId,
      kind: 'public',
      name: channelId,
      topic: '',
      purpose: '',
      postingPolicy: 'everyone',
      slowModeMs: 0,
      archivedAt: null,
      sharedWith: [],
      createdBy: creator,
      createdAt: now,
      directMemberIds: [],
    };
    this.head = this.#empty();
    this.append(creator, newId(), now, { kind: 'channel.created', channel: this.channel });
    for (const memberId of memberIds)
      this.append(memberId, newId(), now, {
        kind: 'member.joined',
        standing: standingOf(memberId),
        reason: '',
      });
  }

  #empty(): JournalState {
    return {
      epoch: this.epoch,
      seq: 0,
      n: 0,
      channel: this.channel,
      standings: new Map(),
      messages: new Map(),
      threads: new Map(),
    };
  }

  /** Things are as asked already: nothing is appended. */
  unchanged() {
    const { channel, epoch, entries } = this;
    return { channelId: channel.id, epoch, seq: entries.length, at: entries.at(-1)?.at ?? 0, changed: false };
  }

  /** The first result again for a clientId that was used before. */
  append(
    authorId: MemberId,
    clientId: ClientId,
    at: number,
    draft: Draft,
    body?: string,
  ): { seq: Seq; fresh: boolean } {
    const key = `${authorId}/${clientId}`;
    const before = this.#results.get(key);
    if (before !== undefined) return { seq: before, fresh: false };
    const seq = this.entries.length + 1;
    const counts = draft.kind === 'message' && draft.rootSeq === null;
    const entry = { ...draft, seq, at, authorId, clientId, n: this.head.n + (counts ? 1 : 0) } as Entry;
    if (entry.kind === 'message') {
      entry.updatedSeq = seq;
      entry.rn = entry.rootSeq === null ? 0 : (this.head.threads.get(entry.rootSeq)?.lastRn ?? 0) + 1;
    }
    if (body !== undefined) this.#bodies.set(seq, body);
    this.entries.push(entry);
    this.#results.set(key, seq);
    this.#apply(this.head, entry);
    return { seq, fresh: true };
  }

  #apply(state: JournalState, entry: Entry): void {
    applyEntry(state, entry);
    if (entry.kind !== 'message.edited') return;
    const row = state.messages.get(entry.target);
    const body = this.#bodies.get(entry.seq);
    if (row && body !== undefined)
      state.messages.set(entry.target, { ...row, body, editedAt: entry.at, updatedSeq: entry.seq });
  }

  stateAt(seq: Seq): JournalState {
    if (seq >= this.entries.length) return this.head;
    const state = this.#empty();
    for (const entry of this.entries.slice(0, seq)) this.#apply(state, entry);
    return state;
  }

  /** As pushed (`present: false`: as it was written) or as fetched later (each message as it now stands). */
  packet(after: Seq, upTo: Seq, present: boolean): EntriesPacket {
    const raw = this.entries.slice(after, upTo);
    const rows = raw.flatMap((entry) =>
      entry.kind === 'message.edited' ? (this.head.messages.get(entry.target) ?? []) : [],
    );
    const entries = raw.map((entry) =>
      present && entry.kind === 'message' ? (this.head.messages.get(entry.seq) ?? entry) : entry,
    );
    return {
      channelId: this.channel.id,
      epoch: this.epoch,
      entries,
      ...(rows.length > 0 ? { messages: rows } : {}),
    };
  }

  /** Seqs shown in the channel (`null`) or in a thread, in order. */
  lane(rootSeq: Seq | null, upTo: Seq = this.entries.length): Seq[] {
    return this.entries
      .slice(0, upTo)
      .filter((entry) => laneOf(entry) === (rootSeq ?? 0))
      .map(({ seq }) => seq);
  }

  page(
    rootSeq: Seq | null,
    asOf: Seq,
    range: { before?: number; after?: number; around?: number; limit: number },
  ) {
    const state = this.stateAt(asOf);
    const lane = this.lane(rootSeq, asOf);
    const [from, to] = bounds(lane, range);
    const seqs = lane.slice(from, to);
    const entries = seqs.map((seq): Entry => state.messages.get(seq) ?? this.entries[seq - 1]!);
    const threads = seqs.flatMap((seq) => state.threads.get(seq) ?? []);
    return {
      channelId: this.channel.id,
      rootSeq,
      entries,
      threads,
      asOf: { epoch: this.epoch, seq: asOf },
      hasBefore: from > 0,
      hasAfter: to < lane.length,
    };
  }
}

function bounds(
  lane: readonly Seq[],
  { before, after, around, limit }: { before?: number; after?: number; around?: number; limit: number },
): [number, number] {
  const index = (seq: Seq) => {
    const found = lane.findIndex((other) => other >= seq);
    return found < 0 ? lane.length : found;
  };
  if (before !== undefined) return [Math.max(0, index(before) - limit), index(before)];
  if (after !== undefined) return [index(after + 1), Math.min(lane.length, index(after + 1) + limit)];
  const middle = around === undefined ? lane.length : index(around);
  const from = Math.max(0, Math.min(middle - Math.floor(limit / 2), lane.length - limit));
  return [from, Math.min(lane.length, from + limit)];
}

export function standingOf(memberId: MemberId): Standing {
  return { memberId, role: 'member', mutedUntil: 0, muteReason: '', visibleFrom: 1, joinedSeq: 0 };
}

export function messageDraft(
  body: string,
  rootSeq: Seq | null,
): Omit<Message, 'seq' | 'at' | 'n' | 'clientId' | 'authorId'> {
  return {
    kind: 'message',
    rootSeq,
    rn: 0,
    body,
    action: false,
    mentions: { members: [], everyone: null },
    reactions: [],
    files: [],
    pinnedAt: null,
    editedAt: null,
    deletedAt: null,
    updatedSeq: 1,
  };
}
