/** Two nodes' journals of one channel over one store in memory, and what they leave behind as a history for the checker. */
import { setImmediate as turn } from 'node:timers/promises';
import {
  AtriumError,
  type ClientId,
  isMuted,
  type JournalState,
  type MemberId,
  type SeenEntry,
  type Standing,
} from '@atrium/shared';
import { ChannelJournal, type JournalParts } from '../../../server/src/core/journal/channel-journal.ts';
import { DuplicateEntry } from '../../../server/src/core/journal/entry-store.ts';
import type { EntryRow } from '../../../server/src/core/journal/row.ts';
import type { AppendRequest, EntryDraft } from '../../../server/src/core/journal/types.ts';
import { type ClientEvent, digestOf, type History, type LogEntry } from '../checker/history.ts';
import { emptyChannel, hashOfReplay, replay } from '../checker/reference.ts';
import { emptyState } from '../model/schedule.ts';

export const olive = 'olive' as MemberId;
export const ana = 'ana' as MemberId;
const channelId = emptyState().channel.id;

type Insert = (rows: readonly EntryRow[]) => Promise<void>;

/** Ordered inserts under two unique indexes. */
export class Store {
  rows: EntryRow[] = [];
  inserts = 0;
  /** In place of the next insert. */
  next: ((insert: Insert, rows: readonly EntryRow[]) => Promise<void>) | null = null;
  readonly #hasClientIdIndex: boolean;

  constructor({ hasClientIdIndex = true } = {}) {
    this.#hasClientIdIndex = hasClientIdIndex;
  }

  insert: Insert = async (rows) => {
    this.inserts += 1;
    await turn();
    const { next } = this;
    this.next = null;
    return next ? next(this.#write, rows) : this.#write(rows);
  };

  #write: Insert = async (rows) => {
    for (const [index, row] of rows.entries()) {
      if (this.rows.some(({ seq }) => seq === row.seq)) throw new DuplicateEntry(index, 'seq');
      if (this.#hasClientIdIndex && (await this.written('', row.authorId, row.clientId)))
        throw new DuplicateEntry(index, 'clientId');
      this.rows.push(row);
    }
  };

  after = async (_channelId: string, seq: number, limit: number) =>
    this.rows
      .filter((row) => row.seq > seq)
      .toSorted((a, b) => a.seq - b.seq)
      .slice(0, limit);
  written = async (_channelId: string, authorId: string, clientId: string | null) =>
    this.rows.find((row) => row.authorId === authorId && row.clientId === clientId) ?? null;
  at = async (_channelId: string, seqs: readonly number[]) =>
    this.rows.filter(({ seq }) => seqs.includes(seq));
  lane = async () => [];
  deleted = async () => [];
  pinned = async () => [];
  threads = async () => [];
  pinnedThreads = async () => [];
  standing = async () => null;
}

/** Somebody at a node, who is shown what it takes in. */
export class Reader {
  readonly events: ClientEvent[] = [];
  readonly member: MemberId;
  seq = 0;

  constructor(member: MemberId) {
    this.member = member;
  }

  show(entries: readonly SeenEntry[]): void {
    for (const entry of entries) {
      if ('hidden' in entry) continue;
      this.seq = entry.seq;
      const common = { channelId, seq: entry.seq, hidden: false };
      this.events.push({ t: 'receive', ...common, asOf: 99 });
      this.events.push({ t: 'apply', ...common, epoch: 'e', digest: digestOf(entry) });
    }
  }

  async send(node: ChannelJournal, request: AppendRequest): Promise<void> {
    const { clientId } = request;
    this.events.push({ t: 'send', channelId, clientId, name: 'message.post' });
    try {
      const { seq, changed } = await node.append(request);
      this.events.push({ t: 'ack', channelId, clientId, seq, changed });
    } catch (error) {
      const { code, retryable } = error as AtriumError;
      this.events.push({ t: 'reject', channelId, clientId, code, retryable });
    }
  }
}

type JournalClass = new (...args: ConstructorParameters<typeof ChannelJournal>) => ChannelJournal;

export function startNode(
  store: Store,
  reader: Reader | null,
  Journal: JournalClass = ChannelJournal,
  more: Partial<JournalParts> = {},
) {
  const parts: JournalParts = {
    store,
    clock: () => 1_700_000_000_000,
    elapsed: () => 0,
    pause: () => turn(),
    holeMs: Number.POSITIVE_INFINITY,
    onFault: () => undefined,
    onTaken: (_journal, packet) => reader?.show(packet.entries),
    project: async () => undefined,
    ...more,
  };
  return new Journal({ ...emptyState(), standings: new Map() }, 0, parts);
}

const standing = (memberId: MemberId, mutedUntil: number | null = 0): Standing => {
  return { memberId, role: 'member', mutedUntil, muteReason: '', visibleFrom: 1, joinedSeq: 0 };
};

/** Olive and Ana come in. */
export async function gather(node: ChannelJournal): Promise<void> {
  for (const memberId of [olive, ana])
    await node.append(
      request(olive, () => ({ kind: 'member.joined', standing: standing(memberId), reason: '' })),
    );
}

let made = 0;

export function request(
  authorId: MemberId,
  decide: (state: JournalState) => EntryDraft | null,
): AppendRequest {
  made += 1;
  const clientId = `command-${made}`.padEnd(22, '0') as ClientId;
  return { authorId, clientId, digest: clientId, decide };
}

export const muteAna = () =>
  request(olive, () => ({ kind: 'member.muted', standing: standing(ana, null), reason: '' }));

export function post(authorId: MemberId, body = 'hello'): AppendRequest {
  const mentions = { members: [], everyone: null };
  return request(authorId, (state) => {
    const here = state.standings.get(authorId) ?? null;
    if (isMuted(here, 0)) throw new AtriumError('muted');
    return { kind: 'message', rootSeq: null, body, action: false, mentions, files: [] };
  });
}

export function historyOf(store: Store, readers: readonly Reader[]): History {
  const log = store.rows.map(({ lane: _lane, ...row }) => ({ ...row, rootSeq: null }) as LogEntry);
  const clients = readers.map(({ member, events, seq }, index) => {
    const channel = emptyChannel();
    for (const entry of log) if (entry.seq <= seq) replay(channel, entry);
    const final: ClientEvent = { t: 'final', channelId, seq, hash: hashOfReplay(seq, channel, 1) };
    return { client: `${member}-${index}`, member, events: [...events, final] };
  });
  return { epoch: 'e', log, moves: [], clients, moderators: [olive] };
}
