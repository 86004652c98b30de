/** A stopping node sends its clients elsewhere in slices: all at once, they would take the next node down with them. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from './connection.ts';

const sliceMs = 100;
/** Sign-ins a second that the nodes which stay are asked to bear. */
const arrivalsPerSecond = 200;

/** @param withinMs all goodbyes are said within this */
export async function drainSockets(connections: readonly Connection[], withinMs: number): Promise<void> {
  const slices = Math.max(1, Math.min(20, Math.floor(withinMs / sliceMs)));
  const perSlice = Math.ceil(connections.length / slices);
  const retryAfterMs = Math.max(500, Math.ceil((connections.length / arrivalsPerSecond) * 1000));
  for (let from = 0; from < connections.length; from += perSlice) {
    if (from > 0) await wait(sliceMs);
    for (const connection of connections.slice(from, from + perSlice)) connection.end('drain', retryAfterMs);
  }
}
