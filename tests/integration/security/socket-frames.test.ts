/**
 * Socket.IO frames that no client would send, mutated from real ones by a seed: the server lives, says nothing of faults of
 * its own, and others are answered all the while, about as soon as without them. FRAMES for another number (100,000 is the
 * long form), SEED to repeat.
 */
import { newId } from '@atrium/shared';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../../random.ts';
import { type Atrium, makeChannel, startAtrium } from '../fixture.ts';
import { listen } from '../matrix/listener.ts';

const frames = Number(process.env['FRAMES'] ?? 2_000);
const seed = Number(process.env['SEED'] ?? 7);
const askEvery = 50;
/** What is quicker than this is quick, whatever it is a multiple of: server, clients and frames share one event loop here. */
const floorMs = 20;

let atrium: Atrium;
beforeAll(async () => {
  atrium = await startAtrium();
}, 60_000);
afterAll(() => atrium?.close());

async function connect(cookie: string): Promise<Socket> {
  const listening = await listen(atrium.url, { cookie } as never);
  if ('refused' in listening) throw new Error(JSON.stringify(listening.refused));
  return listening.socket;
}

const strange = ['"', '{', '[', ']', '}', '\\', '\0', '\ud800', '🌊', '__proto__', '$gt', '1e999', ','];

function mutate(frame: string, random: Random): string {
  let text = frame;
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const at = random.below(text.length + 1);
    const dice = random.below(7);
    if (dice === 0) text = text.slice(0, at);
    else if (dice === 1) text = text.slice(0, at) + random.pick(strange) + text.slice(at);
    else if (dice === 2) text = text.slice(0, at) + text.slice(at + 1 + random.below(4));
    else if (dice === 3) text = String(random.below(10)) + text.slice(1);
    else if (dice === 4) text = text.slice(0, at) + text;
    else if (dice === 5) text = text.slice(0, 1) + '9'.repeat(1 + random.below(30)) + text.slice(1);
    else text = `${text.slice(0, 1)}/${random.pick(['admin', '', '../'])},${text.slice(1)}`;
  }
  return text;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

test(`the server outlives ${frames} mutated frames, and others are answered (SEED=${seed})`, async () => {
  const random = new Random(seed);
  const { olive, ana, zed } = atrium.people;
  const channel = await makeChannel([olive, ana, zed]);
  const input = { channelId: channel.id, clientId: newId(), rootSeq: null, body: 'said' };
  const real = [
    `21["message.post",${JSON.stringify(input)}]`,
    '22["channel.list",{}]',
    `2["typing.set",{"channelId":"${channel.id}","rootSeq":null}]`,
    '51-3["message.post",{"_placeholder":true,"num":0}]',
    '0{"token":"none"}',
    '34[{"ok":true}]',
    '1',
  ];
  const [healthy, cookie] = [await connect(await ana.cookie()), await zed.cookie()];
  let hostile: Socket | null = null;
  let closed = 0;
  const [calm, during]: [number[], number[]] = [[], []];
  const askInto = async (times: number[], sent: number) => {
    const began = performance.now();
    const reply: unknown = await healthy.timeout(30_000).emitWithAck('channel.list', {});
    times.push(performance.now() - began);
    expect(reply, `after ${sent} frames`).toMatchObject({ ok: true });
  };
  for (let sent = 1; sent <= frames; sent += 1) {
    if (!hostile?.connected) {
      hostile?.disconnect();
      hostile = await connect(cookie);
      closed += 1;
    }
    hostile.io.engine.send(mutate(random.pick(real), random));
    if (sent % askEvery !== 0) continue;
    // With these frames on their way, and, in turn with that, once they are dealt with.
    await askInto(during, sent);
    await healthy.timeout(30_000).emitWithAck('channel.list', {});
    await askInto(calm, sent);
  }
  hostile?.disconnect();
  // What makes no sense ends its connection; were it all taken, nothing would have been tried.
  expect(closed).toBeGreaterThan(frames / 1_000);
  expect(healthy.connected).toBe(true);
  const [flooded, quiet] = [median(during), median(calm)];
  console.log(
    `others are answered in ${flooded.toFixed(1)} ms (median), ${quiet.toFixed(1)} ms without frames`,
  );
  expect(flooded).toBeLessThan(2 * Math.max(quiet, floorMs));
  healthy.disconnect();
  expect(atrium.logged.filter((line) => /^\{"level":"(error|fatal)"/.test(line))).toEqual([]);
}, 1_800_000);
