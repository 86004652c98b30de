/** The checker must pass an honest history, and reject eleven doctored ones: for each invariant one that breaks only it. */
import { describe, expect, it } from 'vitest';
import { check, type invariants } from './checker.ts';
import { type ClientEvent, digestOf, type History, type LogEntry } from './history.ts';
import { emptyChannel, hashOfReplay, replay } from './reference.ts';

const EPOCH = 'e1';
const id = (n: number) => `command-${String(n).padStart(12, '0')}`;

function entry(seq: number, authorId: string, kind: string, fields: Partial<LogEntry> = {}): LogEntry {
  return { channelId: 'harbour', seq, at: 1_000 + seq, authorId, clientId: id(seq), kind, ...fields };
}
const joins = (memberId: string, mutedUntil: number | null = 0, visibleFrom = 1) => ({
  standing: { memberId, role: 'member', mutedUntil, visibleFrom },
});

function journal(): LogEntry[] {
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

function sawAll(log: LogEntry[], member: string): ClientEvent[] {
  const channel = emptyChannel();
  for (const row of log) replay(channel, row);
  const own = log.filter((row) => row.authorId === member);
  return [
    ...own.flatMap(({ channelId, clientId, seq, kind }): ClientEvent[] => [
      { t: 'send', channelId, clientId: clientId!, name: kind },
      { t: 'ack', channelId, clientId: clientId!, seq, changed: true },
    ]),
    ...log.flatMap((row): ClientEvent[] => [
      { t: 'receive', channelId: row.channelId, seq: row.seq, hidden: false, asOf: log.length },
      {
        t: 'apply',
        channelId: row.channelId,
        epoch: EPOCH,
        seq: row.seq,
        hidden: false,
        digest: digestOf(row),
      },
    ]),
    { t: 'final', channelId: 'harbour', seq: log.length, hash: hashOfReplay(log.length, channel, 1) },
  ];
}

function honest(log = journal()): History {
  const clients = ['olive', 'ana', 'sam'].map((member) => ({
    client: `${member}-1`,
    member,
    events: sawAll(log, member),
  }));
  return { epoch: EPOCH, log, clients, moderators: ['olive'] };
}

const ana = (history: History) => history.clients[1]!.events;

const doctored: Record<keyof typeof invariants, () => History> = {
  nothingLost: () => {
    const history = honest();
    // Acknowledged, and sent again later under the same id into another channel's journal would not help.
    ana(history).push({ t: 'send', channelId: 'harbour', clientId: id(77), name: 'message' });
    ana(history).push({ t: 'ack', channelId: 'harbour', clientId: id(77), seq: 11, changed: true });
    return history;
  },
  nothingDoubled: () =>
    honest([
      ...journal(),
      entry(11, 'ana', 'message', { body: 'and 3.9 m', rootSeq: null, clientId: id(6) }),
    ]),
  noGaps: () => {
    const history = honest();
    history.log[9] = { ...history.log[9]!, at: 5 };
    for (const { events } of history.clients) {
      for (const event of events)
        if (event.t === 'apply' && event.seq === 10) event.digest = digestOf(history.log[9]!);
    }
    return history;
  },
  senderOrder: () => {
    const history = honest();
    const events = ana(history);
    const sends = events.filter((event) => event.t === 'send');
    history.clients[1]!.events = [...sends.reverse(), ...events.filter((event) => event.t !== 'send')];
    return history;
  },
  contiguousReaders: () => {
    const history = honest();
    history.clients[1]!.events = ana(history).filter((event) => !(event.t === 'apply' && event.seq === 7));
    return history;
  },
  convergence: () => {
    const history = honest();
    const other = honest([...journal().slice(0, 9)]).clients[1]!.events.find((event) => event.t === 'final')!;
    history.clients[1]!.events = ana(history).map((event) => (event.t === 'final' ? other : event));
    return history;
  },
  replayAgrees: () => {
    const history = honest();
    for (const { events } of history.clients)
      for (const event of events) if (event.t === 'final') event.hash = 'equally wrong';
    return history;
  },
  noForbiddenDelivery: () => {
    const history = honest();
    history.clients.push({
      client: 'zed-1',
      member: 'zed',
      events: [{ t: 'receive', channelId: 'harbour', seq: 5, hidden: false }],
    });
    return history;
  },
  rulesHeld: () => honest([...journal(), entry(11, 'sam', 'message', { body: 'still here', rootSeq: null })]),
  oneTruth: () => {
    const history = honest();
    for (const event of ana(history))
      if (event.t === 'apply' && event.seq === 10) event.digest = 'something else';
    return history;
  },
  everythingEnds: () => {
    const history = honest();
    ana(history).push({ t: 'failed', channelId: 'harbour', clientId: id(6), code: 'muted' });
    return history;
  },
};

describe('the checker', () => {
  it('passes an honest history', () => {
    expect(check(honest())).toEqual({});
  });

  it.each(Object.keys(doctored) as (keyof typeof invariants)[])(
    'rejects a history that breaks %s, for that reason alone',
    (name) => {
      expect(Object.keys(check(doctored[name]()))).toEqual([name]);
    },
  );

  it('knows a removed member, a locked thread, a later beginning and an open end', () => {
    const removed = honest([
      ...journal(),
      entry(11, 'olive', 'member.removed', { memberId: 'ana' }),
      entry(12, 'olive', 'message', { rootSeq: null, body: 'x' }),
    ]);
    expect(Object.keys(check(removed))).toEqual(['noForbiddenDelivery']);
    const locked = honest([...journal(), entry(11, 'ana', 'message', { body: 'one more', rootSeq: 5 })]);
    expect(Object.keys(check(locked))).toEqual(['rulesHeld']);
    const reacted = honest([
      ...journal(),
      entry(11, 'ana', 'message.reacted', { target: 6, targetRootSeq: 5, emoji: '🌊', on: true }),
    ]);
    expect(Object.keys(check(reacted))).toEqual(['rulesHeld']);
    const guest = honest([...journal(), entry(11, 'olive', 'member.added', joins('gus', 0, 11))]);
    guest.clients.push({
      client: 'gus-1',
      member: 'gus',
      events: [{ t: 'receive', channelId: 'harbour', seq: 5, hidden: false }],
    });
    expect(Object.keys(check(guest))).toEqual(['noForbiddenDelivery']);
    const back = honest([
      ...journal(),
      entry(11, 'olive', 'member.removed', { memberId: 'zed' }),
      entry(12, 'olive', 'member.added', joins('zed')),
    ]);
    const gets = (...seqs: number[]) =>
      seqs.map((seq): ClientEvent => ({ t: 'receive', channelId: 'harbour', seq, hidden: false }));
    back.clients.push({ client: 'zed-1', member: 'zed', events: gets(12, 10) });
    expect(check(back), 'read once they were back').toEqual({});
    back.clients[3]!.events = gets(10, 12);
    expect(Object.keys(check(back)), 'sent while they were away').toEqual(['noForbiddenDelivery']);
    const open = honest();
    ana(open).push({ t: 'send', channelId: 'harbour', clientId: id(99), name: 'message' });
    expect(Object.keys(check(open))).toEqual(['everythingEnds']);
  });
});
