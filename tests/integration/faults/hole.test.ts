/** A hole in a journal with a durable entry behind it: no node of ours leaves one, and one that is there does not stay. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EntryRow } from '../../../server/src/core/journal/row.ts';
import { until } from '../live-app.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

let two: TwoNodes;
beforeAll(async () => {
  two = await startTwoNodes();
}, 120_000);
afterAll(() => two?.close());

test('it is filled under the same index, counted and said in the log, and everybody goes on', async () => {
  const { nodes, here, there, channelId } = two;
  const entries = nodes[0].app.core.db.connection.collection<EntryRow>('entries');
  const before = await here.post(channelId, 'before the hole');
  await until(() => there.bodies(channelId).includes('before the hole'), 60_000);
  const row = await entries.findOne({ channelId, seq: before }, { projection: { _id: 0 } });
  const behind = { ...row!, seq: before + 2, clientId: 'behind-the-hole-0001' as never };
  await entries.insertOne({ ...behind, n: row!.n + 1, body: 'behind the hole' });

  for (const client of [here, there])
    await until(() => client.bodies(channelId).includes('behind the hole'), 90_000);
  const after = await there.post(channelId, 'after the hole');
  expect(after).toBe(before + 3);
  await until(() => here.bodies(channelId).includes('after the hole'), 60_000);
  for (const client of [here, there]) {
    const seqs = client.seqs(channelId).filter((seq) => seq >= before);
    expect(seqs).toEqual([before, before + 1, before + 2, before + 3]);
  }
  const stored = await entries.find({ channelId, seq: { $gte: before } }, { sort: { seq: 1 } }).toArray();
  expect(stored.map(({ kind }) => kind)).toEqual(['message', 'noop', 'message', 'message']);
  expect(stored.map(({ at }) => at)).toEqual(stored.map(({ at }) => at).toSorted((a, b) => a - b));

  const counted = await Promise.all(nodes.map(({ app }) => app.core.metrics.registry.metrics()));
  expect(counted.join('\n')).toMatch(/atrium_journal_faults_total\{fault="hole"\} [1-9]/);
  const said = nodes.flatMap(({ logged }) => logged).filter((line) => line.includes('"fault":"hole"'));
  expect(said.join('\n')).toContain(`entry ${before + 1} is missing`);
  expect(said.join('\n')).toContain(channelId);
}, 240_000);
