/**
 * The database has no room left (its file may not grow: RLIMIT_FSIZE, which needs no rights). Nothing is acknowledged that
 * is not on disk, reading goes on, and with room again so does writing, without a restart.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newId } from '@atrium/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SpawnedEngine, spawnEngine } from '../../engine/spawned-engine.ts';
import { temporaryFolder } from '../../engine/temporary-engine.ts';
import { LiveApp, type LiveClient, until } from '../live-app.ts';

const run = promisify(execFile);
const waitMs = 60_000;
let dataDir: string;
let engine: SpawnedEngine;
let app: LiveApp;

beforeAll(async () => {
  dataDir = await temporaryFolder();
  engine = await spawnEngine(dataDir);
  const url = new URL(engine.url);
  url.pathname = '/full';
  app = await LiveApp.start({
    MONGO_URL: url.href,
    SESSION_SECRET: 'a secret of this test alone, long enough',
  });
}, 120_000);
afterAll(async () => {
  await app?.close();
  if (engine && !engine.exited()) await engine.kill();
  await rm(dataDir, { recursive: true, force: true });
});

/** The soft limit of the engine's process; it may be raised again. */
const limitFiles = (bytes: number | 'unlimited') =>
  run('prlimit', ['--pid', String(engine.pid), `--fsize=${bytes}:unlimited`]);

async function largestFile(): Promise<number> {
  const names = await readdir(dataDir, { recursive: true });
  return Math.max(...(await Promise.all(names.map(async (name) => (await stat(join(dataDir, name))).size))));
}

type Answer =
  | { ok: true; result: { seq: number } }
  | { ok: false; error: { code: string; retryable: boolean } };
const post = async ({ socket }: LiveClient, input: object): Promise<Answer> =>
  (await socket.emitWithAck('message.post', input)) as Answer;

test('a post is refused as storage_full, reading goes on, and the same post lands once there is room', async () => {
  const olive = await app.person('Olive', 'owner');
  const ana = await app.person('Ana');
  const [author, reader] = [await app.client(olive), await app.client(ana)];
  const channelId = await author.createChannel('private', 'harbour');
  await author.append('member.add', { channelId, memberId: ana.id });
  await author.post(channelId, 'while there was room');
  await until(() => reader.bodies(channelId).includes('while there was room'), waitMs);

  await limitFiles((await largestFile()) + 256 * 1_024);
  const inputOf = (index: number) => {
    const body = `${index} `.padEnd(9_000, 'x');
    return { clientId: newId(), channelId, rootSeq: null, body };
  };
  const acknowledged: { clientId: string; body: string; seq: number }[] = [];
  const refused: ReturnType<typeof inputOf>[] = [];
  for (let index = 0; index < 2_000 && refused.length < 3; index += 1) {
    const input = inputOf(index);
    const answer = await post(author, input);
    if (answer.ok) acknowledged.push({ ...input, seq: answer.result.seq });
    else {
      expect(answer.error).toMatchObject({ code: 'storage_full', retryable: true });
      refused.push(input);
    }
  }
  expect(refused).toHaveLength(3);

  // Somebody who comes now, what was said, and who is there: all as before.
  const late = await app.client(ana);
  const asked = { channelId, limit: 50 };
  const page = await late.ask<{ entries: { clientId: string; seq: number }[] }>('message.history', asked);
  const newest = acknowledged.at(-1) ?? { clientId: '' };
  expect(page.entries.at(-1)).toMatchObject({ clientId: newest.clientId });
  await late.ask('channel.members', { channelId });
  await until(() => reader.bodies(channelId).length === acknowledged.length + 1, waitMs);
  expect(reader.bodies(channelId).filter((body) => refused.some((one) => one.body === body))).toEqual([]);
  const entries = app.app.core.db.connection.collection('entries');
  const ids = refused.map(({ clientId }) => clientId);
  expect(await entries.countDocuments({ channelId, clientId: { $in: ids } })).toBe(0);

  await limitFiles('unlimited');
  for (const input of refused) {
    const answer = await post(author, input);
    expect(answer).toMatchObject({ ok: true });
    if (answer.ok) acknowledged.push({ ...input, seq: answer.result.seq });
  }
  await until(() => reader.bodies(channelId).includes(refused.at(-1)!.body), waitMs);
  const rows = await entries.find({ channelId }, { sort: { seq: 1 } }).toArray();
  expect(rows.map(({ seq }) => seq as number)).toEqual(rows.map((_, index) => index + 1));
  const places = new Map(rows.map(({ clientId, seq }) => [clientId as string, seq as number]));
  expect(acknowledged.filter(({ clientId, seq }) => places.get(clientId) !== seq)).toEqual([]);
  const isProjected = async () => {
    const channels = app.app.core.db.connection.collection<{ _id: string; projectedSeq: number }>('channels');
    return (await channels.findOne({ _id: channelId }))?.projectedSeq === rows.length;
  };
  await until(isProjected, waitMs);
}, 240_000);
