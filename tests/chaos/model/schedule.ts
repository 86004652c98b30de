/** One seeded schedule: nodes with the real append code, a failing store, clients; what came of it, and what is wrong with it. */
import { setImmediate as turn } from 'node:timers/promises';
import {
  applyEntry,
  type Channel,
  type ChannelId,
  type EntriesPacket,
  type JournalState,
  type MemberId,
  type SeenEntry,
  type Standing,
} from '@atrium/shared';
import { ChannelJournal } from '../../../server/src/core/journal/channel-journal.ts';
import { fromRow } from '../../../server/src/core/journal/row.ts';
import { type Broken, type Faults, FaultStore } from './fault-store.ts';
import { Random } from '../../random.ts';
import { muteRequest, Sender } from './senders.ts';

export interface Outcome {
  problems: string[];
  faults: Faults;
  acks: number;
  /** What nodes took in as others told it. */
  heard: number;
}

/** What a node published, from which place on. */
interface Shown {
  from: number;
  entries: SeenEntry[];
}

const channelId = 'the-channel' as ChannelId;
const senders = ['ana', 'sam', 'zed'] as MemberId[];

export async function runSchedule(seed: number, broken: Broken = {}): Promise<Outcome> {
  const random = new Random(seed);
  const store = new FaultStore(random, broken);
  let elapsed = 0;
  let heard = 0;
  const shown: Shown[] = [];
  /** The bus loses, delays, repeats and reorders; where nothing came of it a node asks the database, sooner or later. */
  const tell = (from: ChannelJournal, packet: EntriesPacket) => {
    const rows = from.tellable(packet);
    if (!rows) return;
    for (const node of nodes) {
      if (node === from || random.chance(0.2)) continue;
      const hear = () => {
        if (node.hear(rows)) heard += 1;
        else if (random.chance(0.3)) void node.refresh().catch(() => undefined);
      };
      store.events.push(hear);
      if (random.chance(0.1)) store.events.push(hear);
    }
  };
  /** A node that starts knows what is projected, and none of the clientIds in it. */
  const start = (): ChannelJournal => {
    const state = stateOf(store);
    const seen: Shown = { from: state.seq, entries: [] };
    shown.push(seen);
    return new ChannelJournal(state, state.seq, {
      store,
      clock: () => 1_700_000_000_000 + elapsed,
      elapsed: () => elapsed,
      pause: () => new Promise((resolve) => store.events.push(resolve)),
      holeMs: Number.POSITIVE_INFINITY,
      onFault: () => undefined,
      onTaken: (journal, packet) => {
        seen.entries.push(...packet.entries);
        if ((packet.entries.at(-1)?.seq ?? 0) <= journal.ownSeq) tell(journal, packet);
      },
      project: async () => undefined,
    });
  };
  const nodes = Array.from({ length: 2 + random.below(2) }, start);
  const clients = senders.map((id) => new Sender(id, 5 + random.below(10), nodes, random));
  const muted = random.chance(0.5) ? random.pick(senders) : null;
  const muteAt = random.below(150);

  for (let step = 0; step < 3_000; step += 1) {
    store.calm = step > 400;
    // Whoever hears nothing for long hangs up and comes back.
    if (step === 401) for (const client of clients) client.reconnect();
    if (step === muteAt && muted)
      void random
        .pick(nodes)
        .append(muteRequest(muted))
        .catch(() => undefined);
    for (const client of clients) client.step();
    disturb(store, clients, random);
    if (!store.calm && random.chance(0.02)) {
      const died = random.below(nodes.length);
      for (const client of clients) client.nodeDied(nodes[died]!);
      nodes[died] = start();
    }
    await turn();
    const event = store.events.splice(random.below(store.events.length), 1)[0];
    event?.();
    elapsed += 15;
    if (step % 20 === 0) for (const node of nodes) node.expire(3_000);
    await turn();
    if (store.calm && clients.every(({ isDone }) => isDone) && store.events.length === 0) break;
  }
  store.advance();
  for (const node of nodes) await drained(node.refresh(), store);
  const problems = judge(store, clients, shown, muted);
  const acks = clients.reduce((sum, { messages }) => sum + messages.filter(({ ack }) => ack).length, 0);
  return { problems, faults: store.faults, acks, heard };
}

function disturb(store: FaultStore, clients: readonly Sender[], random: Random): void {
  if (store.calm || random.chance(0.4)) store.advance();
  if (store.calm) return;
  if (random.chance(0.03)) store.rollBack();
  for (const client of clients) {
    if (random.chance(0.03)) client.goDeaf();
    else if (random.chance(0.04)) client.reconnect();
  }
}

async function drained(doing: Promise<void>, store: FaultStore): Promise<void> {
  let done = false;
  void doing.catch(() => undefined).finally(() => (done = true));
  while (!done) {
    store.events.shift()?.();
    await turn();
  }
}

/** The invariants, from the raw histories. */
function judge(
  store: FaultStore,
  clients: readonly Sender[],
  shown: readonly Shown[],
  muted: MemberId | null,
): string[] {
  const problems: string[] = [];
  const log = store.log.toSorted((a, b) => a.seq - b.seq);
  const byKey = new Map<string, number[]>();
  for (const [index, { seq, authorId, clientId }] of log.entries()) {
    if (seq !== index + 1) problems.push(`gap or double: place ${index + 1} holds ${seq}`);
    const key = `${authorId} ${clientId}`;
    byKey.set(key, [...(byKey.get(key) ?? []), seq]);
  }
  for (const [key, seqs] of byKey) if (seqs.length > 1) problems.push(`twice: ${key} at ${seqs.join(', ')}`);
  for (const { memberId, messages } of clients) {
    let last = 0;
    for (const { clientId, ack, refused } of messages) {
      const [seq] = byKey.get(`${memberId} ${clientId}`) ?? [];
      if (!ack && !refused) problems.push(`never answered: ${clientId}`);
      if (ack && ack.seq !== seq) problems.push(`false ack: ${clientId} at ${ack.seq}, is at ${seq}`);
      if (refused && (seq !== undefined || memberId !== muted))
        problems.push(`refused and there: ${clientId} ${refused}`);
      if (seq !== undefined && seq < last) problems.push(`out of order: ${clientId} at ${seq} after ${last}`);
      last = seq ?? last;
    }
  }
  const muteSeq = log.find(({ kind }) => kind === 'member.muted')?.seq;
  for (const { seq, authorId, kind } of log) {
    const isBad = muteSeq !== undefined && kind === 'message' && authorId === muted && seq > muteSeq;
    if (isBad) problems.push(`after the mute: ${seq}`);
  }
  for (const seen of shown) {
    for (const [index, entry] of seen.entries.entries()) {
      const row = log[seen.from + index];
      const isTrue =
        entry.seq === seen.from + index + 1 &&
        row !== undefined &&
        'clientId' in entry &&
        entry.clientId === row.clientId;
      if (!isTrue) problems.push(`shown and not so: ${entry.seq}`);
    }
  }
  return problems;
}

function stateOf(store: FaultStore): JournalState {
  const state = emptyState();
  const rows = store.log.slice(0, store.committed).toSorted((a, b) => a.seq - b.seq);
  for (const row of rows) applyEntry(state, fromRow(row).entry);
  state.messages.clear();
  return state;
}

export function emptyState(): JournalState {
  const standing = (memberId: MemberId): Standing => ({
    memberId,
    role: 'member',
    mutedUntil: 0,
    muteReason: '',
    visibleFrom: 1,
    joinedSeq: 0,
  });
  const channel: Channel = {
    ...{
      id: channelId,
      kind: 'public',
      name: 'c',
      topic: '',
      purpose: '',
      postingPolicy: 'everyone',
      slowModeMs: 0,
    },
    ...{
      archivedAt: null,
      sharedWith: [],
      createdBy: 'olive' as MemberId,
      createdAt: 0,
      directMemberIds: [],
    },
  };
  return {
    ...{ epoch: 'e', seq: 0, n: 0, channel, messages: new Map(), threads: new Map() },
    standings: new Map(senders.map((id) => [id, standing(id)])),
  };
}
