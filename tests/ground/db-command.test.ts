import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { expect, onTestFinished, test } from 'vitest';
import { openToOthers } from './open-to-others.ts';
import { root, temporaryFolder } from './server-process.ts';

test('the engine alone says its address, serves it, keeps its folder private and ends on SIGTERM', async () => {
  const folder = join(temporaryFolder(), 'data');
  const child = spawn(process.execPath, [join(root, 'server/dist/db.js'), '--port', '0', '--data', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'close');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  expect(line.toString()).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\/\S*\n$/);

  const client = await new MongoClient(line.toString().trim()).connect();
  const rows = client.db('test').collection('rows');
  await rows.insertOne({ text: 'kept' });
  expect(await rows.countDocuments({ text: 'kept' })).toBe(1);
  await client.close();
  expect(existsSync(join(folder, 'embedded', 'data.mdb'))).toBe(true);
  expect(openToOthers(folder)).toEqual([]);

  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
