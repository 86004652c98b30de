/** The checker must pass an honest history, and reject twelve doctored ones: for each invariant one that breaks only it. */
import { describe, expect, it } from 'vitest';
import { check, type invariants } from './checker.ts';
import { type ClientEvent, digestOf, type History } from './history.ts';
import { entry, honest, honestMove, id, joins, journal, movedLog, type MovedLog } from './honest.ts';

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
  movedWhole: () => {
    const moved = movedLog();
    moved.reply = entry(6, 'olive', 'noop', { channelId: 'quay', at: 1_020 });
    return honestMove(moved);
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

  it('passes a thread that was moved, with its reactions and its lock', () => {
    const history = honestMove(movedLog());
    expect(check(history)).toEqual({});
    const answer = history.clients.flatMap(({ events }) => events).find((event) => event.t === 'moved')!;
    answer.to.rootSeq = 4;
    expect(Object.keys(check(history)), 'whoever moved it was told another place').toEqual(['movedWhole']);
  });

  it.each<[string, string, (moved: MovedLog) => void]>([
    ['that never arrived', 'movedWhole', ({ move }) => (move.done = false)],
    ['that says other words there', 'movedWhole', ({ reply }) => (reply.body = 'and 4.0 m')],
    ['that left words behind', 'movedWhole', ({ original }) => (original.body = 'and 3.9 m')],
    ['of which a reply is somebody else’s there', 'movedWhole', ({ reply }) => (reply.authorId = 'olive')],
    ['of which a deleted reply is back', 'movedWhole', ({ reply }) => (reply.moved!.wasDeleted = true)],
    [
      'of which a reply is there twice',
      'movedWhole',
      ({ more, reply }) => more.push({ ...reply, seq: 8, clientId: 'copied twice', at: 1_030 }),
    ],
    ['by somebody who may not', 'rulesHeld', ({ fence }) => (fence.authorId = 'ana')],
    [
      'where somebody wrote in it before all of it was there',
      'rulesHeld',
      ({ arrived, more }) => {
        more.push({ ...arrived, seq: 8, at: 1_030 });
        const early = { rootSeq: 5, body: 'early', channelId: 'quay', at: arrived.at };
        Object.assign(arrived, entry(7, 'olive', 'message', early), { target: undefined, flags: undefined });
      },
    ],
    [
      'and is locked there',
      'rulesHeld',
      ({ more }) =>
        more.push(entry(8, 'ana', 'message', { channelId: 'quay', rootSeq: 5, body: 'x', at: 1_030 })),
    ],
  ])('rejects a thread %s', (_what, invariant, doctor) => {
    const moved = movedLog();
    doctor(moved);
    expect(Object.keys(check(honestMove(moved)))).toEqual([invariant]);
  });
});
