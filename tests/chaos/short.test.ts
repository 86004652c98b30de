/**
 * The short form of the fault tests: every fault once, on one cluster of three nodes under constant talk. The seed is
 * printed; `SEED=n` repeats a run. `npm run chaos` is the long form.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as faults from './faults.ts';
import type { FaultFunction, Hits } from './faults.ts';
import { Run } from './run.ts';
import { stormIn } from './storm.ts';
import { movesIn } from './summary.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const hourMs = 3_600_000;
const hits: Hits = {};
let run: Run;

beforeAll(async () => {
  console.log(`chaos: SEED=${seed}`);
  run = await Run.begin({
    nodes: 3,
    seed,
    perSecond: 15,
    envOf: (node) => ({
      ATRIUM_FAILPOINT: node === 1 ? `crash_after_commit,clock=${hourMs}` : 'crash_after_commit',
    }),
  });
}, 180_000);
afterAll(() => run?.close(), 30_000);

test.each<[string, FaultFunction, number]>([
  ['a node is killed', faults.killNode, 0],
  ['a node freezes and goes on', faults.freezeNode, 5],
  ['a node dies between commit and publication', faults.crashAfterCommit, 0],
  ['a node dies in the midst of moving a thread', faults.dieInMove, 0],
  ['the database’s answers are lost', faults.loseCommits, 2],
  ['the database is killed', faults.killDatabase, 1],
  ['the database freezes', faults.freezeDatabase, 3],
  ['Redis is killed', faults.killRedis, 2],
  ['Redis freezes', faults.freezeRedis, 2],
  ['somebody forges, empties and disconnects in Redis', faults.tamperWithRedis, 0],
  ['clients are cut off', faults.cutClients, 1],
  ['clients are slow', faults.delayClients, 2],
  ['clients’ links are half-open', faults.halfOpenClients, 2],
  ['clients do not hear answers', faults.deafClients, 0],
  ['all nodes are restarted in turn', faults.rollingRestart, 0],
])(
  '%s: the talk goes on',
  async (_what, fault, seconds) => {
    const hit = await fault(run, seconds);
    faults.add(hits, hit);
    await run.talked(10, 90_000);
    expect(Object.values(hit).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  },
  120_000,
);

test('nothing lost, doubled, out of order, forbidden or shown otherwise; and the faults did hit', async () => {
  const { problems, history, convergedMs } = await run.finish(90_000);
  const { acks, resends, reconnects, syncs } = await run.totals();
  console.log(
    JSON.stringify({
      seed,
      entries: history.log.length,
      acks,
      resends,
      reconnects,
      syncs,
      convergedMs,
      hits,
      moves: movesIn(history),
    }),
  );
  expect(problems).toEqual({});
  expect(run.cluster.errors()).toEqual([]);
  expect(Math.min(acks, 200)).toBe(200);
  expect(movesIn(history)).toBeGreaterThanOrEqual(5);
  for (const [name, least] of Object.entries({
    ...{ inFlightAtKill: 1, crashesAfterCommit: 1, answersOfDatabase: 3, inFlightAtDatabaseKill: 1 },
    ...{ acksWithoutRedis: 1, acksWithFrozenRedis: 1, forgedHeard: 1, drains: 3 },
  }))
    expect(hits[name] ?? 0, name).toBeGreaterThanOrEqual(least);
  expect(resends).toBeGreaterThanOrEqual(5);
  expect(reconnects).toBeGreaterThanOrEqual(10);
  expect(syncs).toBeGreaterThanOrEqual(10);
  // An hour would show: one of the nodes has a clock that is wrong by it.
  const newest = Math.max(...history.log.map(({ at }) => at));
  expect(Math.abs(newest - Date.now())).toBeLessThan(hourMs / 2);
}, 200_000);

test('600 steps of muting, locking, moving, removing, adding and writing on three nodes break no rule', async () => {
  const { problems, hits: steps } = await stormIn(run, { seed, steps: 600 });
  console.log(JSON.stringify({ seed, steps }));
  expect(problems).toEqual([]);
});
