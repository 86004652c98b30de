/** Histories in which all is well, for the checker's own tests to doctor. */
import { type ClientEvent, digestOf, type History, type LogEntry, type MoveRow } from './history.ts';
import { channelsOf } from './journals.ts';
import { withCarriedReactions } from './moves.ts';
import { emptyChannel, hashOfReplay, replay } from './reference.ts';

const EPOCH = 'e1';
export const id = (n: number) => `command-${String(n).padStart(12, '0')}`;

export function entry(seq: number, authorId: string, kind: string, fields: Partial<LogEntry> = {}): LogEntry {
  return { channelId: 'harbour', seq, at: 1_000 + seq, authorId, clientId: id(seq), kind, ...fields };
}
export const joins = (memberId: string, mutedUntil: number | null = 0, visibleFrom = 1) => ({
  standing: { memberId, role: 'member', mutedUntil, visibleFrom },
});

export function journal(): LogEntry[] {
  return [
    entry(1, 'olive', 'channel.created'),
    entry(2, 'olive', 'member.joined', joins('olive')),
    entry(3, 'ana', 'member.joined', joins('ana')),
    entry(4, 'sam', 'member.joined', joins('sam')),
    entry(5, 'ana', 'message', { body: 'high water at 14:32', rootSeq: null }),
    entry(6, 'ana', 'message', { body: 'and 3.9 m', rootSeq: 5 }),
    entry(7, 'olive', 'message.reacted', { target: 5, emoji: '🌊', on: true }),
    entry(8, 'olive', 'thread.locked', { target: 5, flags: { lockedAt: 1_008 } }),
    entry(9, 'olive', 'member.muted', joins('sam', 9_999)),
    entry(10, 'olive', 'message', { body: 'thank you', rootSeq: null }),
  ];
}

/** What a member did and saw who was there from the beginning; `said` are the words of commands, by clientId. */
function sawAll(history: History, member: string, said: ReadonlyMap<string, string>): ClientEvent[] {
  const { moves } = history;
  return [...channelsOf(history)].flatMap(([channelId, log]) => {
    const channel = emptyChannel();
    for (const row of log) replay(channel, row);
    const own = log.filter((row) => row.authorId === member && !row.moved);
    return [
      ...own.flatMap(({ clientId, seq, kind, target }): ClientEvent[] => {
        const body = said.get(clientId!);
        const command = { channelId, clientId: clientId! };
        const to = moves.find((move) => kind === 'thread.moved' && move.rootSeq === target)?.to;
        return [
          { t: 'send', ...command, name: kind, ...(body !== undefined && { body }) },
          to ? { t: 'moved', ...command, to: { ...to } } : { t: 'ack', ...command, seq, changed: true },
        ];
      }),
      ...log.flatMap((row): ClientEvent[] => {
        const { seq } = row;
        return [
          { t: 'receive', channelId, seq, hidden: false, asOf: log.length },
          { t: 'apply', channelId, epoch: EPOCH, seq, hidden: false, digest: digestOf(row) },
        ];
      }),
      { t: 'final', channelId, seq: log.length, hash: hashOfReplay(log.length, channel, 1) },
    ];
  });
}

export function honest(
  log = journal(),
  moves: MoveRow[] = [],
  said: ReadonlyMap<string, string> = new Map(),
): History {
  const history = withCarriedReactions({ epoch: EPOCH, log, moves, clients: [], moderators: ['olive'] });
  const clients = ['olive', 'ana', 'sam'].map((member) => ({
    client: `${member}-1`,
    member,
    events: sawAll(history, member, said),
  }));
  return { ...history, log, clients };
}

/** A thread of two messages that went from the harbour to the quay, to be doctored. */
export function movedLog() {
  const [root, original] = journal()
    .slice(4, 6)
    .map((row) => ({ ...row, body: '' }));
  const there = { channelId: 'quay', body: 'high water at 14:32', at: 1_020, clientId: 'copy of the root' };
  return {
    root: root!,
    original: { ...original!, rn: 1 },
    fence: entry(11, 'olive', 'thread.moved', { target: 5, flags: { lockedAt: null } }),
    copy: entry(5, 'ana', 'message', { ...there, rootSeq: null, moved: { at: 1_005, wasDeleted: false } }),
    reply: entry(6, 'ana', 'message', {
      ...{ ...there, body: 'and 3.9 m', clientId: 'copy of the reply', rn: 1 },
      ...{ rootSeq: 5, moved: { at: 1_006, wasDeleted: false } },
    }),
    arrived: entry(7, 'olive', 'thread.arrived', {
      ...{ channelId: 'quay', at: 1_021, clientId: 'arrived', target: 5, flags: { lockedAt: 1_008 } },
    }),
    /** What follows in the quay. */
    more: [] as LogEntry[],
    move: {
      ...{ channelId: 'harbour', rootSeq: 5, fenceSeq: 11, done: true },
      to: { channelId: 'quay', rootSeq: 5 },
    } as MoveRow,
  };
}

export type MovedLog = ReturnType<typeof movedLog>;

export function honestMove({ root, original, fence, copy, reply, arrived, more, move }: MovedLog): History {
  const [before, after] = [journal().slice(0, 4), journal().slice(6)];
  const quay = journal()
    .slice(0, 4)
    .map((row) => ({ ...row, channelId: 'quay' }));
  const said = new Map([
    [root.clientId!, 'high water at 14:32'],
    [original.clientId!, 'and 3.9 m'],
  ]);
  const emptied = [6, 5].map((target, index) =>
    entry(12 + index, 'olive', 'message.deleted', { target, targetRootSeq: target === 6 ? 5 : null }),
  );
  const harbour = [...before, root, original, ...after, fence, ...emptied];
  return honest([...harbour, ...quay, copy, reply, arrived, ...more], [move], said);
}
