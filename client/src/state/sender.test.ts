// @vitest-environment node
/** How soon what the server could not take is sent again. */
import { AtriumError, type ChannelId, type CommandResult } from '@atrium/shared';
import { expect, test } from 'vitest';
import { Random } from '../../../tests/random.ts';
import type { Connection } from '../net/connection.ts';
import { FakeTimers } from '../net/testing/fake-timers.ts';
import { Outbox } from './outbox.ts';
import { Sender } from './sender.ts';
import { memoryStorage } from './storage.ts';
import { silentBus } from './tabs.ts';

const channelId = 'general' as ChannelId;
const landed: CommandResult<'message.post'> = { channelId, epoch: 'e', seq: 1, at: 1, changed: true };

/** One message, and a server that is there and answers each of the first `times` with this. */
async function sendTo(refusal: () => AtriumError, times: number) {
  const timers = new FakeTimers(new Random(7));
  const sentAt: number[] = [];
  const command = async () => {
    sentAt.push(timers.now());
    if (sentAt.length <= times) throw refusal();
    return landed;
  };
  const connection = { status: { state: 'live' }, command } as unknown as Connection;
  const outbox = new Outbox({ storage: memoryStorage(), bus: silentBus, timers });
  const sender = new Sender({ connection, outbox, timers });
  await sender.lead();
  const clientId = Outbox.newClientId();
  await outbox.add({ name: 'message.post', input: { channelId, clientId, rootSeq: null, body: 'hello' } });
  await timers.pass(3_600_000);
  sender.stop();
  const pauses = sentAt.slice(1).map((at, index) => at - (sentAt[index] ?? 0));
  return { pauses, landed: outbox.find(clientId)?.landed };
}

test('without a hint: after growing pauses that end at five seconds, each of its own length', async () => {
  const sent = await sendTo(() => new AtriumError('retry_later'), 40);
  expect(sent.pauses).toHaveLength(40);
  expect(Math.max(...sent.pauses)).toBeLessThanOrEqual(5_100);
  expect(Math.max(...sent.pauses.slice(0, 2))).toBeLessThanOrEqual(2_100);
  expect(new Set(sent.pauses).size).toBeGreaterThan(30);
  expect(sent.landed).toEqual({ epoch: 'e', seq: 1 });
});

test('when the server asks for it', async () => {
  const { pauses } = await sendTo(() => new AtriumError('retry_later', { retryAfterMs: 700 }), 5);
  expect(pauses).toEqual([700, 700, 700, 700, 700]);
});

test('less and less often to a server that asks for less', async () => {
  const { pauses } = await sendTo(() => new AtriumError('rate_limited'), 40);
  expect(Math.max(...pauses)).toBeGreaterThan(10_000);
});
