/**
 * What runs for each message is compiled only after it ran some thousand times, which at the rates that are measured takes
 * longer than a measurement. A server that has been up for a while is past that: beforehand a few clients write to each
 * other as fast as it can take it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Load } from './load.ts';
import type { Protocol, Room } from './traffic.ts';

const inFlight = 64;
const forMs = 6_000;
/** While many arrive a server's code is compiled for that, not for messages. */
const arrivedMs = 2_000;
/** Once a storm of arrivals is over, a quiet server gives back its memory for 20 s (`transport/socket/after-storm.ts`). */
const givenBackMs = 26_000;
/** Until the last of them have arrived. */
const restMs = 300;
/** A server that takes longer than this for as many messages as it should is measured as it is, which is said. */
const forMsMax = 60_000;

/** Until those who came are in. */
export async function settle(): Promise<void> {
  await wait(arrivedMs);
}

/** Until what they left in memory is given back, too. */
export async function settleWholly(): Promise<void> {
  await wait(givenBackMs);
}

/**
 * @param rooms of few clients each
 * @param messages at least so many, for a minute at the most; without it, as many as it can in 6 s
 */
export async function warmUp(load: Load, protocol: Protocol, rooms: Room[], messages = 0): Promise<void> {
  await load.run('rooms', { protocol, rooms });
  const began = performance.now();
  let sent = 0;
  do {
    const counted = await load.run('closed', { inFlight, warmMs: 0, measureMs: forMs });
    sent += counted.messages;
    await wait(restMs);
  } while (sent < messages && performance.now() - began < forMsMax);
  if (sent < messages) process.stdout.write(`  warmed up with ${sent} messages, not ${messages}\n`);
}
