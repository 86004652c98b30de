// https://www.mongodb.com/docs/manual/core/index-ttl/ : the monitor runs once a minute by default.
import { expect, test } from 'vitest';
import { client, collection, idsOf } from './fixture.ts';

test('rows past their time are removed, others stay', async () => {
  // MongoDB takes this parameter too; it keeps the case within seconds.
  await client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: 1 });
  const past = new Date(Date.now() - 3_600_000);
  const rows = await collection(
    { _id: 1, at: past },
    { _id: 2, at: new Date(Date.now() + 3_600_000) },
    { _id: 3, at: 'no date' },
    { _id: 4 },
    { _id: 5, at: [new Date(Date.now() + 3_600_000), past] },
    { _id: 6, at: new Date(Date.now() - 1_800_000) },
  );
  await rows.createIndex({ at: 1 }, { expireAfterSeconds: 2400 });
  await expect.poll(() => idsOf(rows, {}), { timeout: 100_000, interval: 250 }).toEqual([2, 3, 4, 6]);
  await client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: 60 });
}, 110_000);
