import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../server/src/config.ts';
import { openDatabase } from '../../server/src/db/connect.ts';
import { freePort } from '../../server/src/db/ports.ts';
import { createLog } from '../../server/src/log.ts';
import { temporaryFolder } from './server-process.ts';

// A stand-in answers as a standalone server does, or as the primary of a set; see fake-mongod.mjs.

const log = createLog({ LOG_LEVEL: 'silent' }, { write: () => undefined });

/** Returns its address. */
async function serve({ isReplicaSet }: { isReplicaSet: boolean }): Promise<string> {
  const folder = temporaryFolder();
  const dbpath = join(folder, 'db');
  mkdirSync(dbpath);
  if (isReplicaSet) writeFileSync(join(dbpath, 'initiated'), '');
  const port = await freePort();
  const options = { dbpath, port, logpath: join(folder, 'log'), bind_ip: '127.0.0.1', replSet: 'atrium' };
  const program = join(import.meta.dirname, 'fake-mongod.mjs');
  const child = spawn(process.execPath, [
    program,
    ...Object.entries(options).flatMap(([key, value]) => [`--${key}`, `${value}`]),
  ]);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await once(child, 'close');
  });
  await expect.poll(() => isOpen(port)).toBe(true);
  return `mongodb://127.0.0.1:${port}`;
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return once(socket, 'connect')
    .then(
      () => true,
      () => false,
    )
    .finally(() => socket.destroy());
}

const open = (MONGO_URL: string) => openDatabase(readConfig({ MONGO_URL, DATA_DIR: temporaryFolder() }), log);

test('a standalone server is refused, a replica set is not', async () => {
  await expect(open(await serve({ isReplicaSet: false }))).rejects.toThrow(
    'MONGO_URL names a standalone MongoDB server; Atrium needs a replica set',
  );
  const database = await open(await serve({ isReplicaSet: true }));
  expect(database.kind).toBe('external');
  await database.ping();
  await database.close();
});

test('an address cannot weaken what a write or a read means', async () => {
  const url = await serve({ isReplicaSet: true });
  const weak = '?replicaSet=atrium&w=1&journal=false&readConcernLevel=local&readPreference=secondary';
  const { connection, close } = await open(`${url}/chat${weak}`);
  expect(connection.name).toBe('chat');
  const { writeConcern, readConcern, readPreference } = connection.getClient().options;
  expect(writeConcern).toMatchObject({ w: 'majority', j: true });
  expect(readConcern?.level).toBe('majority');
  expect(readPreference.mode).toBe('primary');
  await close();
});
