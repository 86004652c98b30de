/** A thread on its way to another channel, once without what makes a second try the first one's result, once left open. */
import { type ClientId, newId, type Seq } from '@atrium/shared';
import { afterEach, expect, test, vi } from 'vitest';
import type * as place from '../../../shared/src/rules/place.ts';
import { moveModel } from '../../../server/src/core/journal/move-model.ts';
import { completeMove } from '../../../server/src/threads/moves/complete.ts';
import type * as fence from '../../../server/src/threads/moves/fence.ts';
import { type Atrium, makeChannel, startAtrium } from '../../integration/fixture.ts';
import { check } from '../checker/checker.ts';
import type { ClientEvent } from '../checker/history.ts';
import { dump } from '../cluster/dump.ts';

const { without } = vi.hoisted(() => ({
  without: { clientIds: false, closing: false, completion: false },
}));

vi.mock('../../../server/src/core/failpoints.ts', async (original) => ({
  ...(await original<object>()),
  afterMoveStep: (step: string) => {
    if (without.completion && step === 'replies') throw new Error('the node ended in the midst of a move');
  },
}));
vi.mock('../../../server/src/threads/moves/fence.ts', async (original) => {
  const real = await original<typeof fence>();
  return {
    ...real,
    loadFence: async (...args: Parameters<typeof real.loadFence>) => {
      const loaded = await real.loadFence(...args);
      return without.clientIds ? { ...loaded, idFor: () => newId<ClientId>() } : loaded;
    },
  };
});
vi.mock('../../../shared/src/rules/place.ts', async (original) => {
  const real = await original<typeof place>();
  return {
    ...real,
    isHere: (flags: Parameters<typeof real.isHere>[0]) => real.isHere(without.closing ? null : flags),
  };
});

let atrium: Atrium | undefined;
afterEach(() => atrium?.close());

test.each([
  ['all is there', {}, []],
  ['clientIds do not follow from what a step stands for', { clientIds: true }, ['movedWhole']],
  ['the thread is not closed', { closing: true }, ['rulesHeld']],
])(
  '%s',
  async (_what, missing, broken) => {
    Object.assign(without, { clientIds: false, closing: false, completion: true }, missing);
    atrium = await startAtrium();
    const { core, people } = atrium;
    const { mo, ana } = people;
    const events: ClientEvent[] = [];
    const { id: from } = await makeChannel([mo, ana]);
    const { id: to } = await makeChannel([mo, ana]);
    const say = async (body: string, rootSeq: Seq | null): Promise<Seq | null> => {
      const command = { channelId: from, clientId: newId<ClientId>() };
      events.push({ t: 'send', ...command, name: 'message.post', body });
      const reply = await ana.send('message.post', { ...command, body, rootSeq });
      if (!reply.ok) {
        const { code, retryable } = reply.error;
        events.push({ t: 'reject', ...command, code, retryable });
        return null;
      }
      const { seq } = reply.result as { seq: Seq };
      events.push({ t: 'ack', ...command, seq, changed: true });
      return seq;
    };
    const rootSeq = (await say('high water at 14:32', null))!;
    for (const body of ['and 3.9 m', 'so we sail at three']) await say(body, rootSeq);
    const input = { channelId: from, rootSeq, toChannelId: to, clientId: newId() };
    expect((await mo.send('thread.move', input)).ok).toBe(false);
    await say('wait for me', rootSeq);
    without.completion = false;
    const moves = moveModel(core.db.connection);
    const { fenceSeq } = (await moves.findOne({ channelId: from, rootSeq }).lean())!;
    await completeMove(core, { channelId: from, rootSeq, fenceSeq });
    const clients = [{ client: 'ana-1', member: ana.id, events }];
    const history = { ...(await dump(core.db.connection)), clients, moderators: [mo.id] };
    expect(Object.keys(check(history))).toEqual(broken);
  },
  60_000,
);
