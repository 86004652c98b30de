import { afterAll, beforeAll, expect, test } from 'vitest';
import { Run } from './run.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
let run: Run;
beforeAll(async () => {
  console.log(`seed ${seed}`);
  run = await Run.begin({ nodes: 3, seed });
}, 120_000);
afterAll(() => run?.close());

test('nodes are killed under load', async () => {
  let hit = 0;
  for (let kill = 0; kill < 3; kill += 1) {
    await run.talked(20);
    hit += await run.inFlight();
    const node = run.cluster.nodes[kill]!;
    await node.restart('SIGKILL');
  }
  await run.talked(20);
  const { problems, history, convergedMs } = await run.finish();
  const totals = await run.totals();
  console.log(
    { ...totals, ackMs: totals.ackMs.length, hit, log: history.log.length, convergedMs },
    run.cluster.errors().slice(0, 5),
  );
  expect(problems).toEqual({});
}, 300_000);
