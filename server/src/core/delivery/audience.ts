/**
 * Who gets which part of a packet. Rights in a channel change by entries of the same journal, so what somebody may see is
 * a question of seqs alone: from the entry with which they came in to the one with which they went, both included. It
 * does not matter when a node learns of it.
 */
import type { EntriesPacket, MemberId, SeenEntry, Seq } from '@atrium/shared';

/** Somebody came into the channel or left it with this entry. */
export interface Crossing {
  seq: Seq;
  memberId: MemberId;
  came: boolean;
}

/** The entries of a packet with which people came or went, in order. */
export function crossings(entries: readonly SeenEntry[]): Crossing[] {
  const found: Crossing[] = [];
  for (const entry of entries) {
    if ('hidden' in entry) continue;
    switch (entry.kind) {
      case 'member.joined':
      case 'member.added':
        found.push({ seq: entry.seq, memberId: entry.standing.memberId, came: true });
        break;
      case 'member.left':
      case 'member.removed':
        found.push({ seq: entry.seq, memberId: entry.memberId, came: false });
        break;
      default:
    }
  }
  return found;
}

/** Whose role, mute or place in the channel these entries set, coming and going included. */
export function standingsChanged(entries: readonly SeenEntry[]): MemberId[] {
  const changed: MemberId[] = [];
  for (const entry of entries) {
    if ('hidden' in entry) continue;
    if ('standing' in entry) changed.push(entry.standing.memberId);
    else if (entry.kind === 'member.left' || entry.kind === 'member.removed') changed.push(entry.memberId);
  }
  return changed;
}

/** From which entry to which, both included. */
export interface Stretch {
  from: Seq;
  to: Seq;
}

/**
 * The stretches of entries `first..last` during which a member was in.
 * @param wasIn whether they were in before `first`, as far as is known; the first crossing knows better
 */
export function stretchesInside(own: readonly Crossing[], first: Seq, last: Seq, wasIn: boolean): Stretch[] {
  const stretches: Stretch[] = [];
  let from = (own[0] ? !own[0].came : wasIn) ? first : 0;
  for (const { seq, came } of own) {
    if (came && from === 0) from = seq;
    if (!came && from > 0) {
      stretches.push({ from, to: seq });
      from = 0;
    }
  }
  if (from > 0) stretches.push({ from, to: last });
  return stretches;
}

/**
 * A stretch of a packet, for somebody who was in during it only. Rows (and messages, which are theirs) are of the
 * present: one that was changed after the stretch says what its reader may not know, and is left out.
 */
export function cutOut(packet: EntriesPacket, { from, to }: Stretch): EntriesPacket {
  const cut: EntriesPacket = {
    channelId: packet.channelId,
    epoch: packet.epoch,
    entries: packet.entries
      .filter(({ seq }) => seq >= from && seq <= to)
      .map((entry) =>
        'updatedSeq' in entry && entry.updatedSeq > to ? { seq: entry.seq, hidden: true } : entry,
      ),
  };
  const messages = packet.messages?.filter(({ updatedSeq }) => updatedSeq <= to);
  const threads = packet.threads?.filter(({ updatedSeq }) => updatedSeq <= to);
  if (messages?.length) cut.messages = messages;
  if (threads?.length) cut.threads = threads;
  return cut;
}

/** The lowest seq that a packet names: whose history begins there or earlier sees it as it is. */
export function reachesBackTo(packet: EntriesPacket): Seq {
  let lowest = packet.entries[0]?.seq ?? 0;
  const name = (seq: Seq | null | undefined) => {
    if (typeof seq === 'number' && seq < lowest) lowest = seq;
  };
  for (const entry of packet.entries) {
    if ('hidden' in entry) continue;
    if ('rootSeq' in entry) name(entry.rootSeq);
    if ('target' in entry) name(entry.target);
    if ('targetRootSeq' in entry) name(entry.targetRootSeq);
  }
  for (const message of packet.messages ?? []) {
    name(message.seq);
    name(message.rootSeq);
  }
  for (const thread of packet.threads ?? []) name(thread.rootSeq);
  return lowest;
}

/** Packets of one channel that follow each other, as one; of a row that several bring, the newest. */
export function mergePackets(packets: readonly EntriesPacket[]): EntriesPacket | null {
  const [first] = packets;
  if (first === undefined || packets.length === 1) return first ?? null;
  const messages = new Map(packets.flatMap((packet) => packet.messages ?? []).map((row) => [row.seq, row]));
  const threads = new Map(packets.flatMap((packet) => packet.threads ?? []).map((row) => [row.rootSeq, row]));
  const merged: EntriesPacket = {
    channelId: first.channelId,
    epoch: first.epoch,
    entries: packets.flatMap((packet) => packet.entries),
  };
  if (messages.size > 0) merged.messages = [...messages.values()];
  if (threads.size > 0) merged.threads = [...threads.values()];
  return merged;
}
