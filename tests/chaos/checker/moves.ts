/**
 * Threads that went to another channel, read from the journals alone: the messages of a thread as it was when it was sent
 * away, and those that came with it, in their order. Which belong together follows from that order; the ids that the
 * server makes for them are not asked.
 */
import type { History, LogEntry, MoveRow } from './history.ts';
import { channelsOf, command, eventsOf, type Invariant, place } from './journals.ts';

interface MovedThread {
  /** The entry that sent it away. */
  fence: LogEntry;
  row: MoveRow | undefined;
  /** The root and its replies, as they stood in the old channel and as they stand in the new one. */
  originals: LogEntry[];
  copies: LogEntry[];
}

const isIn = (rootSeq: number) => (entry: LogEntry) =>
  entry.kind === 'message' && (entry.seq === rootSeq || entry.rootSeq === rootSeq);

/** Threads that were sent away and did not stay. */
function movedThreads({ log, moves }: History): MovedThread[] {
  const channels = channelsOf({ log });
  return [...channels.values()].flatMap((entries) =>
    entries.flatMap((fence): MovedThread[] => {
      const { kind, channelId, seq: fenceSeq, target: rootSeq } = fence;
      if (kind !== 'thread.moved' || rootSeq === undefined) return [];
      if (entries.some((one) => one.kind === 'thread.stayed' && one.target === rootSeq && one.seq > fenceSeq))
        return [];
      const row = moves.find(
        (one) => one.channelId === channelId && one.rootSeq === rootSeq && one.fenceSeq === fenceSeq,
      );
      const there = row?.to ? (channels.get(row.to.channelId) ?? []).filter(isIn(row.to.rootSeq)) : [];
      const originals = entries.filter((entry) => entry.seq < fenceSeq && isIn(rootSeq)(entry));
      return [{ fence, row, originals, copies: there.filter(({ moved }) => moved) }];
    }),
  );
}

interface Origin {
  original: LogEntry;
  fenceSeq: number;
}

function originsOf(threads: readonly MovedThread[]): Map<string, Origin> {
  return new Map(
    threads.flatMap(({ fence, originals, copies }) =>
      copies.slice(0, originals.length).map((copy, index): [string, Origin] => {
        return [place(copy.channelId, copy.seq), { original: originals[index]!, fenceSeq: fence.seq }];
      }),
    ),
  );
}

/** The updates of each message, by where it stands. */
function updatesIn({ log }: History): Map<string, LogEntry[]> {
  const updates = new Map<string, LogEntry[]>();
  for (const entries of channelsOf({ log }).values()) {
    for (const entry of entries) {
      if (!entry.kind.startsWith('message.') || entry.target === undefined) continue;
      const key = place(entry.channelId, entry.target);
      updates.set(key, [...(updates.get(key) ?? []), entry]);
    }
  }
  return updates;
}

/** The history with the reactions that moved messages came with: these stand in the journal that they came from. */
export function withCarriedReactions(history: History): History {
  const origins = originsOf(movedThreads(history));
  const updates = updatesIn(history);
  const reactionsOf = ({ channelId, seq }: LogEntry, before: number): Set<string> => {
    const origin = origins.get(place(channelId, seq));
    const marks = origin ? reactionsOf(origin.original, origin.fenceSeq) : new Set<string>();
    for (const { seq: at, kind, emoji, authorId, on } of updates.get(place(channelId, seq)) ?? []) {
      if (at >= before) break;
      if (kind === 'message.deleted') marks.clear();
      if (kind !== 'message.reacted') continue;
      if (on) marks.add(`${emoji} ${authorId}`);
      else marks.delete(`${emoji} ${authorId}`);
    }
    return marks;
  };
  const log = history.log.map((entry) => {
    const origin = origins.get(place(entry.channelId, entry.seq));
    return origin ? { ...entry, carried: [...reactionsOf(origin.original, origin.fenceSeq)] } : entry;
  });
  return { ...history, log };
}

/**
 * 12. A thread that was moved is at one place, whole and once: each message of it, by whom it was, saying what its author
 * said last, in the order in which they were said; where it was no word is left. Each move ends.
 */
export const movedWhole: Invariant = (history) => {
  const threads = movedThreads(history);
  const origins = originsOf(threads);
  const updates = updatesIn(history);
  const said = new Map(
    history.clients.flatMap((client) =>
      eventsOf(client, 'send').map(({ body, ...send }) => [command(client.member, send), body] as const),
    ),
  );
  const isDeleted = ({ channelId, seq, moved }: LogEntry, before: number) =>
    moved?.wasDeleted === true ||
    (updates.get(place(channelId, seq)) ?? []).some(
      ({ kind, seq: at }) => kind === 'message.deleted' && at < before,
    );
  /** What its author wrote last, here or where it came from; undefined when no client of the history wrote it. */
  const wordsOf = (entry: LogEntry): string | undefined => {
    const key = place(entry.channelId, entry.seq);
    const edit = (updates.get(key) ?? []).findLast(({ kind }) => kind === 'message.edited');
    const origin = origins.get(key);
    if (!edit && origin) return wordsOf(origin.original);
    const { authorId, channelId, clientId } = edit ?? entry;
    return said.get(command(authorId, { channelId, clientId }));
  };
  const problems: string[] = [];
  for (const { fence, row, originals, copies } of threads) {
    const name = `the thread ${place(fence.channelId, fence.target ?? 0)}`;
    if (!row?.done || !row.to) {
      problems.push(`move: ${name} was sent away and never arrived`);
      continue;
    }
    if (copies.length !== originals.length)
      problems.push(`move: of the ${originals.length} messages of ${name} ${copies.length} are there`);
    for (const [index, copy] of copies.slice(0, originals.length).entries()) {
      const original = originals[index]!;
      const where = `${place(copy.channelId, copy.seq)}, from ${place(original.channelId, original.seq)},`;
      if (copy.authorId !== original.authorId || copy.rn !== original.rn)
        problems.push(`move: ${where} is another message`);
      if (copy.moved?.wasDeleted !== isDeleted(original, fence.seq))
        problems.push(`move: ${where} is there and was deleted, or the other way round`);
      if (original.body) problems.push(`move: ${where} left its words behind`);
      const words = isDeleted(copy, Infinity) ? '' : wordsOf(copy);
      if (words !== undefined && (copy.body ?? '') !== words)
        problems.push(`move: ${where} says “${copy.body}” and not “${words}”`);
    }
  }
  for (const { channelId, seq, moved } of history.log) {
    if (moved && !origins.has(place(channelId, seq)))
      problems.push(`move: ${place(channelId, seq)} came from nowhere`);
  }
  return [...problems, ...wrongAnswers(history, threads)];
};

/** Whoever moved a thread was told where it is. */
function wrongAnswers({ clients }: History, threads: readonly MovedThread[]): string[] {
  const rows = new Map(threads.map(({ fence, row }) => [command(fence.authorId, fence), row]));
  return clients.flatMap((client) =>
    eventsOf(client, 'moved').flatMap((event) => {
      const to = rows.get(command(client.member, event))?.to;
      const isThere = to?.channelId === event.to.channelId && to.rootSeq === event.to.rootSeq;
      const told = place(event.to.channelId, event.to.rootSeq);
      return isThere ? [] : [`move: ${client.client} was told that ${event.clientId} went to ${told}`];
    }),
  );
}
