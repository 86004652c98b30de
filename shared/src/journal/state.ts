/**
 * The pure reducer that turns a snapshot plus entries into what a screen shows, and into what the rules are checked
 * against: one switch over entry kinds, used by the server's core and by every client. Entries are absolute and each
 * target carries the seq of the last update applied, so applying an entry twice is the same as applying it once.
 */
import type { MemberId, Seq } from '../ids.ts';
import type { Channel, Standing } from '../schema/channel.ts';
import type { EntriesPacket, Entry, Message, SeenEntry, Thread, UpdateEntry } from '../schema/entry.ts';
import { messageAfter } from './message.ts';
import { newThread, threadAfter, threadBegunBy } from './thread.ts';

/** One channel as of entry `seq`. `messages` and `threads` hold what was loaded, keyed by (root) seq. */
export interface JournalState {
  epoch: string;
  seq: Seq;
  /** Messages outside threads up to here. */
  n: number;
  channel: Channel;
  standings: Map<MemberId, Standing>;
  messages: Map<Seq, Message>;
  threads: Map<Seq, Thread>;
}

export type ApplyResult =
  | { applied: number }
  /** The packet begins beyond the next seq, or is of another epoch: ask for what follows one's position. */
  | { gap: true };

export function isHidden(entry: SeenEntry): entry is Extract<SeenEntry, { hidden: true }> {
  return 'hidden' in entry;
}

/** Applies what is new of a packet. Entries at or below the state's seq are skipped; a gap changes nothing. */
export function applyPacket(state: JournalState, packet: EntriesPacket): ApplyResult {
  if (packet.epoch !== state.epoch) return { gap: true };
  const fresh = packet.entries.filter((entry) => entry.seq > state.seq);
  if (fresh.length > 0 && fresh[0]!.seq !== state.seq + 1) return { gap: true };
  for (const entry of fresh) applyEntry(state, entry);
  for (const message of packet.messages ?? []) applyMessageRow(state, message);
  for (const thread of packet.threads ?? []) applyThreadRow(state, thread);
  return { applied: fresh.length };
}

/** The present state of a message that is already loaded; unknown ones are not wanted. */
function applyMessageRow(state: JournalState, row: Message): void {
  const known = state.messages.get(row.seq);
  if (known && row.updatedSeq >= known.updatedSeq) state.messages.set(row.seq, row);
}

function applyThreadRow(state: JournalState, row: Thread): void {
  const known = state.threads.get(row.rootSeq);
  if (!known || row.updatedSeq >= known.updatedSeq) state.threads.set(row.rootSeq, row);
}

function changeMessage(state: JournalState, entry: UpdateEntry & { target: Seq }): void {
  const message = state.messages.get(entry.target);
  if (message) state.messages.set(message.seq, messageAfter(message, entry));
}

/** A thread that is not loaded stays so: its counts could not be known. The server loads one before it decides on it. */
function changeThread(state: JournalState, rootSeq: Seq, entry: Entry): void {
  const thread = state.threads.get(rootSeq);
  if (thread) state.threads.set(rootSeq, threadAfter(thread, entry));
}

/** Applies one entry whose seq is the state's seq + 1. */
export function applyEntry(state: JournalState, entry: SeenEntry): void {
  state.seq = entry.seq;
  if (isHidden(entry)) return;
  state.n = entry.n;
  switch (entry.kind) {
    case 'message': {
      state.messages.set(entry.seq, entry);
      const { rootSeq } = entry;
      if (rootSeq !== null && entry.rn === 1 && !state.threads.has(rootSeq)) {
        state.threads.set(rootSeq, newThread(state.channel.id, rootSeq, rootSeq));
      }
      if (rootSeq !== null) changeThread(state, rootSeq, entry);
      else if (entry.moved) state.threads.set(entry.seq, threadBegunBy(state.channel.id, entry));
      return;
    }
    case 'channel.created':
      state.channel = entry.channel;
      return;
    case 'channel.renamed':
    case 'channel.described':
    case 'channel.archived':
    case 'channel.unarchived':
    case 'channel.policy_set':
    case 'channel.shared':
      state.channel = { ...state.channel, ...withoutUndefined(entry.set) };
      return;
    case 'member.joined':
    case 'member.added':
    case 'member.role_set':
    case 'member.muted':
    case 'member.unmuted':
      state.standings.set(entry.standing.memberId, entry.standing);
      return;
    case 'member.left':
    case 'member.removed':
      state.standings.delete(entry.memberId);
      return;
    case 'message.edited':
      // The text travels beside the entry, as the row's present state; the mark does not wait for it.
      return;
    case 'message.deleted':
      changeMessage(state, entry);
      if (entry.targetRootSeq !== null) changeThread(state, entry.targetRootSeq, entry);
      return;
    case 'message.reacted':
    case 'message.pinned':
    case 'message.unpinned':
      return changeMessage(state, entry);
    case 'thread.titled':
      return;
    case 'thread.pinned':
    case 'thread.unpinned':
    case 'thread.locked':
    case 'thread.unlocked':
    case 'thread.muted':
    case 'thread.unmuted':
    case 'thread.resolved':
    case 'thread.reopened':
    case 'thread.moved':
    case 'thread.stayed':
    case 'thread.arrived':
      return changeThread(state, entry.target, entry);
    case 'noop':
      return;
    default:
      return entry satisfies never;
  }
}

function withoutUndefined<Value extends object>(
  value: Value,
): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as never;
}
