/** What the owner's page does: archives come in piece by piece, imports run beside the server, exports are fetched. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ImportJob, type MemberId, newId } from '@atrium/shared';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure.mjs';
import { memberModel } from '../../server/src/core/directory/model.ts';
import { openFiles } from '../../server/src/import/slack/files.ts';
import { transferModel } from '../../server/src/transfers/model.ts';
import { type Atrium, codeOf, type Person, startAtrium, until } from '../integration/fixture.ts';
import { countsOf, makeExport, writeZip } from './slack-export.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const slack = makeExport({ seed: 31, people: 8, messagesPerChannel: 40 });
const messages = [...countsOf(slack).values()].reduce((sum, counts) => sum + counts.messages, 0);
let atrium: Atrium;
let folder: string;
let bytes: Buffer;
beforeAll(async () => {
  await ensureBuilt(['server']);
  atrium = await startAtrium();
  folder = mkdtempSync(join(tmpdir(), 'atrium-page-'));
  bytes = readFileSync(writeZip(join(folder, 'a.zip'), slack));
});
afterAll(async () => {
  await atrium?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function put(
  person: Person,
  id: string,
  from: number,
  piece: Buffer,
  headers: Record<string, string> = {},
): Promise<{ status: number; received?: number; code?: string }> {
  const response = await fetch(`${atrium.url}/api/imports/${id}/content`, {
    method: 'PUT',
    headers: {
      ...{ 'content-type': 'application/octet-stream', 'x-atrium': '1', origin: atrium.url },
      ...{ cookie: await person.cookie(), 'upload-offset': String(from), ...headers },
    },
    body: new Uint8Array(piece),
  });
  const body = (await response.json()) as { received?: number; error?: { code: string } };
  return {
    status: response.status,
    ...(body.received !== undefined && { received: body.received }),
    ...(body.error && { code: body.error.code }),
  };
}

async function get(person: Person, path: string): Promise<Response> {
  return fetch(atrium.url + path, { headers: { cookie: await person.cookie() } });
}

async function jobOf(id: string): Promise<ImportJob | undefined> {
  const { jobs } = await atrium.people.olive.call('import.list', {});
  return jobs.find((job) => job.id === id);
}

test('an archive comes in piece by piece, from a page of ours, from an owner', async () => {
  const { olive, ana } = atrium.people;
  const admin = await atrium.addPerson('admin', 'admin');
  const announced = { name: '--../../etc/passwd.zip', size: bytes.length };
  for (const person of [ana, admin])
    expect(await codeOf(person.call('import.upload', announced))).toBe('forbidden');
  const { job } = await olive.call('import.upload', announced);
  expect(job).toMatchObject({ state: 'uploading', received: 0 });
  // Asked again, as after a reload.
  expect((await olive.call('import.upload', announced)).job.id).toBe(job.id);
  expect(await codeOf(olive.call('import.upload', { ...announced, size: 5 }))).toBe('conflict');
  expect(await codeOf(olive.call('import.start', { id: job.id }))).toBe('conflict');

  const half = Math.floor(bytes.length / 2);
  const first = bytes.subarray(0, half);
  expect(await put(ana, job.id, 0, first)).toMatchObject({ status: 403, code: 'forbidden' });
  expect(await put(olive, job.id, 0, first, { origin: 'https://elsewhere.example' })).toMatchObject({
    code: 'origin_refused',
  });
  expect(await put(olive, job.id, 0, first, { 'x-atrium': '1', 'content-type': 'text/plain' })).toMatchObject(
    {
      code: 'invalid_input',
    },
  );
  expect(await put(olive, newId(), 0, first)).toMatchObject({ code: 'not_found' });
  expect(await put(olive, encodeURIComponent('../secret'), 0, first)).toMatchObject({ code: 'not_found' });
  expect(await put(olive, job.id, 7, first)).toMatchObject({ code: 'conflict' });
  expect(await put(olive, job.id, 0, Buffer.concat([bytes, first]))).toMatchObject({ code: 'too_large' });
  expect(await put(olive, job.id, 0, first)).toEqual({ status: 200, received: half });
  expect(await put(olive, job.id, 0, first)).toMatchObject({ code: 'conflict' });
  expect(await jobOf(job.id)).toMatchObject({ state: 'uploading', received: half });
  expect(await put(olive, job.id, half, bytes.subarray(half))).toEqual({
    status: 200,
    received: bytes.length,
  });
  expect(readdirSync(join(atrium.dataDir, 'imports', 'uploads'))).toEqual([`${job.id}.zip`]);

  await olive.call('import.start', { id: job.id });
  await until(async () => (await jobOf(job.id))?.state === 'done', 120_000);
  expect((await jobOf(job.id))?.totals).toMatchObject({ messages, channels: 5 });
  // Thrown away once it is written down that all of it came in.
  await until(() => !existsSync(join(atrium.dataDir, 'imports', 'uploads', `${job.id}.zip`)), 60_000);

  const records: string[] = [];
  let from = 0;
  for (;;) {
    const page = await olive.call('import.report', { id: job.id, from, limit: 1 });
    expect(page.report).toMatchObject({ archive: announced.name, totals: { messages } });
    records.push(...page.records.map(({ reason }) => reason));
    if (page.next === null) break;
    from = page.next;
  }
  const file = await get(olive, `/api/imports/${job.id}/records.ndjson`);
  expect(file.headers.get('content-disposition')).toContain('attachment');
  const lines = (await file.text()).split('\n').slice(0, -1);
  expect(lines.length).toBeGreaterThan(1);
  expect(records).toEqual(lines.map((line) => (JSON.parse(line) as { reason: string }).reason));
  expect(await codeOf(olive.call('import.report', { id: job.id, from: 5 }))).toBe('invalid_input');
  const json = await get(olive, `/api/imports/${job.id}/report.json`);
  expect(await json.json()).toMatchObject({ totals: { messages } });
  expect((await get(olive, `/api/imports/${job.id}/secret`)).status).toBe(404);
  expect((await get(ana, `/api/imports/${job.id}/report.json`)).status).toBe(403);
});

test('what is no archive fails with a sentence, can be tried again and thrown away', async () => {
  const { olive } = atrium.people;
  const noise = Buffer.from('no zip at all');
  const { job } = await olive.call('import.upload', { name: 'noise.zip', size: noise.length });
  await put(olive, job.id, 0, noise);
  for (let round = 0; round < 2; round += 1) {
    await olive.call('import.start', { id: job.id });
    await until(async () => (await jobOf(job.id))?.state === 'failed', 120_000);
    expect((await jobOf(job.id))?.problem).toBe('The file is not a zip archive, or it is damaged.');
  }
  expect(await olive.call('import.cancel', { id: job.id })).toEqual({ job: null });
  expect(await jobOf(job.id)).toBeUndefined();
  expect(readdirSync(join(atrium.dataDir, 'imports', 'uploads'))).toEqual([]);
});

test('an import is stopped, and goes on; one that a server’s end cut off goes on by itself', async () => {
  const { olive } = atrium.people;
  const large = readFileSync(
    writeZip(join(folder, 'b.zip'), makeExport({ seed: 32, messagesPerChannel: 300 })),
  );
  const { job } = await olive.call('import.upload', { name: 'b.zip', size: large.length });
  await put(olive, job.id, 0, large);
  await olive.call('import.start', { id: job.id });
  const isIn = async (...states: ImportJob['state'][]) => {
    const state = (await jobOf(job.id))?.state;
    return state !== undefined && states.includes(state);
  };
  await until(() => isIn('running', 'done'), 60_000);
  // It may be done before it is stopped.
  if (await isIn('running')) await olive.send('import.cancel', { id: job.id });
  await until(() => isIn('stopped', 'done'), 60_000);
  if (await isIn('stopped')) {
    // As a server that was killed leaves it.
    await transferModel(atrium.core.db.connection).updateOne({ _id: job.id }, { $set: { state: 'running' } });
    await until(() => isIn('done'), 120_000);
  }
  expect((await jobOf(job.id))?.totals).toMatchObject({ channels: 5 });
});

test('an export is written, fetched by an owner alone, and thrown away', async () => {
  const { olive, mo } = atrium.people;
  expect(await codeOf(mo.call('export.start', { format: 'slack' }))).toBe('forbidden');
  const { job } = await olive.call('export.start', { format: 'slack' });
  const state = async () => (await olive.call('export.list', {})).jobs.find(({ id }) => id === job.id);
  await until(async () => (await state())?.state === 'done', 120_000);
  const path = `/api/exports/${job.id}/content`;
  expect((await get(mo, path)).status).toBe(403);
  const file = await get(olive, path);
  expect(file.headers.get('content-type')).toBe('application/zip');
  writeFileSync(join(folder, 'out.zip'), Buffer.from(await file.arrayBuffer()));
  const files = await openFiles(join(folder, 'out.zip'));
  expect(files.files.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['users.json', 'channels.json', 'groups.json']),
  );
  await files.close();
  await olive.call('export.remove', { id: job.id });
  expect((await get(olive, path)).status).toBe(404);
  expect(readdirSync(join(atrium.dataDir, 'exports'))).toEqual([]);
});

test('placeholders are listed with those whom they might be, and a match can be taken back', async () => {
  const { olive, ana } = atrium.people;
  expect(await codeOf(ana.call('people.placeholders', {}))).toBe('forbidden');
  const found = async (input: object) => (await olive.call('people.placeholders', input)).placeholders;
  const [one] = await found({ query: 'person 5' });
  const placeholderId = one?.placeholder.id as MemberId;
  expect(one).toMatchObject({ placeholder: { name: 'Person 5' }, suggestions: [] });
  await memberModel(atrium.core.db.connection).updateOne({ _id: ana.id }, { $set: { nameKey: 'person 5' } });
  expect((await found({ query: 'person 5' }))[0]?.suggestions.map(({ id }) => id)).toEqual([ana.id]);
  await olive.call('people.match_placeholder', { placeholderId, memberId: ana.id });
  expect(await found({ query: 'person 5' })).toEqual([]);
  expect((await found({ matched: true }))[0]?.placeholder.mergedInto).toBe(ana.id);
  const { placeholder } = await olive.call('people.unmatch_placeholder', { placeholderId });
  expect(placeholder.mergedInto).toBeUndefined();
  expect(await codeOf(olive.call('people.unmatch_placeholder', { placeholderId }))).toBe('conflict');
  expect(await found({ query: 'person 5' })).toHaveLength(1);
});
