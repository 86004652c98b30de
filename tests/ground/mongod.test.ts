import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createLog } from '../../server/src/log.ts';
import { type Mongod, startMongod } from '../../server/src/db/mongod.ts';
import { temporaryFolder } from './server-process.ts';

// The program is a stand-in (fake-mongod.mjs): these tests are about how its process is started and ended.

const binary = join(import.meta.dirname, 'fake-mongod.mjs');
const log = createLog({ LOG_LEVEL: 'silent' }, { write: () => undefined });
const logOf = (dataDir: string) => readFileSync(join(dataDir, 'mongod.log'), 'utf8').trimEnd().split('\n');

async function start(dataDir: string, port?: number): Promise<Mongod> {
  const mongod = await startMongod({ binary, dataDir, port, log });
  onTestFinished(() => mongod.close());
  return mongod;
}

test('it is started as a replica set of one, on the loopback address, in the data folder', async () => {
  const dataDir = temporaryFolder();
  const mongod = await start(dataDir);
  expect(mongod.url).toBe(`mongodb://127.0.0.1:${mongod.port}/?replicaSet=atrium`);
  const [first = ''] = logOf(dataDir);
  const given = JSON.parse(first.replace('arguments ', '')) as string[];
  expect(given.join(' ')).toContain(`--dbpath ${join(dataDir, 'mongod')}`);
  expect(given.join(' ')).toContain(`--bind_ip 127.0.0.1 --port ${mongod.port} --replSet atrium`);
});

test('it is ended with SIGTERM, and starts again on the port of its replica set', async () => {
  const dataDir = temporaryFolder();
  const first = await start(dataDir);
  await first.close();
  expect(logOf(dataDir).at(-1)).toBe('ended by SIGTERM');
  const second = await start(dataDir, first.port);
  expect(second.port).toBe(first.port);
});

test('one that was left behind is ended before the next is started', async () => {
  const dataDir = temporaryFolder();
  const left = await start(dataDir);
  const next = await start(dataDir, left.port);
  expect(next.port).toBe(left.port);
  expect(logOf(dataDir).filter((line) => line === 'ended by shutdown')).toHaveLength(1);
});

test('one that belongs to a living server is left alone', async () => {
  const dataDir = temporaryFolder();
  const running = await start(dataDir);
  writeFileSync(join(dataDir, 'mongod.owner'), String(process.ppid));
  await expect(start(dataDir, running.port)).rejects.toThrow(
    `in use by another Atrium, process ${process.ppid}`,
  );
  expect(logOf(dataDir)).toHaveLength(1);
});

test('when it does not start, its last words are passed on', async () => {
  const dataDir = temporaryFolder();
  mkdirSync(dataDir, { recursive: true });
  process.env['FAKE_MONGOD_FAILS'] = '1';
  onTestFinished(() => void delete process.env['FAKE_MONGOD_FAILS']);
  await expect(start(dataDir)).rejects.toThrow(/did not start: it ended with 14.*the folder is broken/);
});

test('a program that cannot be run is named', async () => {
  const missing = join(temporaryFolder(), 'mongod');
  const starting = startMongod({ binary: missing, dataDir: temporaryFolder(), port: undefined, log });
  await expect(starting).rejects.toThrow(`mongod (${missing}) did not start`);
});
