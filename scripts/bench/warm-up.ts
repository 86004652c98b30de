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
/** Until the last of them have arrived. */
const restMs = 300;

/** Until those who came are in. */
export async function settle(): Promise<void> {
  await wait(arrivedMs);
}

/** @param rooms of few clients each */
export async function warmUp(load: Load, protocol: Protocol, rooms: Room[]): Promise<void> {
  await load.run('rooms', { protocol, rooms });
  await load.run('closed', { inFlight, warmMs: 0, measureMs: forMs });
  await wait(restMs);
}
