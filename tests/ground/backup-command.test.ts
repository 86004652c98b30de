import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { expect, test } from 'vitest';
import { openToOthers } from './open-to-others.ts';
import { root, startProcess, temporaryFolder } from './server-process.ts';

function run(command: 'backup' | 'restore', args: string[], DATA_DIR: string) {
  const { PATH = '', HOME = '' } = process.env;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, `server/dist/${command}.js`), ...args],
    {
      env: { PATH, HOME, DATA_DIR },
      encoding: 'utf8',
    },
  );
  return { status, output: stdout + stderr };
}

/** The database of the server that runs on this folder. */
async function withDatabase<T>(
  dataDir: string,
  work: (db: ReturnType<MongoClient['db']>) => Promise<T>,
): Promise<T> {
  const client = new MongoClient(readFileSync(join(dataDir, 'engine.url'), 'utf8'));
  try {
    return await work(client.db('atrium'));
  } finally {
    await client.close();
  }
}

test('a backup of a running server, and one of a stopped folder, start as a new server', async () => {
  const source = temporaryFolder();
  const server = startProcess({ DATA_DIR: source });
  await server.url;
  await withDatabase(source, (db) => db.collection('marks').insertOne({ text: 'before' }));

  const running = join(temporaryFolder(), 'running.backup');
  expect(run('backup', ['--out', running], source)).toMatchObject({ status: 0 });
  expect(statSync(running).mode & 0o077).toBe(0);
  // The server was not disturbed.
  expect((await fetch(`${await server.url}/readyz`)).status).toBe(200);
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);

  const stopped = join(temporaryFolder(), 'stopped.backup');
  expect(run('backup', ['--out', stopped], source)).toMatchObject({ status: 0 });

  for (const file of [running, stopped]) {
    const target = temporaryFolder();
    expect(run('restore', [file], target)).toMatchObject({ status: 0 });
    expect(openToOthers(target)).toEqual([]);
    const restored = startProcess({ DATA_DIR: target });
    await restored.url;
    const marks = await withDatabase(target, (db) =>
      db
        .collection('marks')
        .find({}, { projection: { _id: 0 } })
        .toArray(),
    );
    expect(marks).toEqual([{ text: 'before' }]);
  }
});

test('restoring over a running server or a used folder is refused in a sentence', async () => {
  const DATA_DIR = temporaryFolder();
  const server = startProcess({ DATA_DIR });
  await server.url;
  await withDatabase(DATA_DIR, (db) => db.collection('marks').insertOne({ text: 'kept' }));
  const file = join(temporaryFolder(), 'a.backup');
  run('backup', ['--out', file], DATA_DIR);
  const refused = run('restore', [file], DATA_DIR);
  expect([refused.status, refused.output]).toEqual([
    1,
    `A server runs on ${DATA_DIR}: stop it, and restore into an empty folder.\n`,
  ]);
  server.child.kill('SIGTERM');
  await server.ended;
  const used = run('restore', [file], DATA_DIR);
  expect([used.status, used.output]).toEqual([
    1,
    'The database atrium is not empty: restore into a new one.\n',
  ]);
});

test.each([
  ['backup', [], /^Usage: npm run backup -- --out FILE\n$/],
  ['backup', ['--to', 'x'], /^Unknown option '--to'/],
  ['restore', [], /^Usage: npm run restore -- FILE/],
  ['restore', ['/nowhere/a.backup'], /^ENOENT: no such file or directory/],
] as const)('%s %j says what is wrong', (command, args, message) => {
  const DATA_DIR = temporaryFolder();
  const { status, output } = run(command, [...args], DATA_DIR);
  expect(status).toBe(1);
  expect(output).toMatch(message);
  expect(output).not.toContain('    at ');
  expect(existsSync(join(DATA_DIR, 'a.backup'))).toBe(false);
});
