/** Archives that are damaged, or made to do harm: a clear error, or a record that is left out and named in the report. */
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { ArchiveError } from '../../server/src/import/archive.ts';
import { Random } from '../random.ts';
import { makeExport, type SlackExport, toEntries, writeFolder, writeZip } from './slack-export.ts';
import { importPath, openWorkspace, temporaryFolder, type Workspace } from './workspace.ts';
import { zipFile } from './zip-file.ts';

/** IMPORT_MUTATIONS=300 for a long run. */
const mutations = Number(process.env['IMPORT_MUTATIONS'] ?? 40);

vi.setConfig({ testTimeout: 120_000 + mutations * 3_000 });

const small = (): SlackExport => makeExport({ seed: 7, people: 6, messagesPerChannel: 10 });
const zipPath = () => join(temporaryFolder(), 'a.zip');
const general = (slack: SlackExport) => {
  const [name, records] = [...slack.files].find(([file]) => file.startsWith('general/')) ?? [];
  if (name === undefined || records === undefined) throw new Error('no day of #general');
  return { name, records };
};

/** Every journal begins with 1 and has no gap, and every channel that people see is whole. */
async function expectSound({ db }: Workspace): Promise<void> {
  for (const channel of await db.collection('channels').find().toArray()) {
    const rows = await db
      .collection('entries')
      .find({ channelId: channel['_id'] })
      .sort({ seq: 1 })
      .toArray();
    expect(rows.map(({ seq }) => seq as number)).toEqual(rows.map((_, index) => index + 1));
    expect(channel['projectedSeq']).toBe(rows.length);
  }
}

test('what is no archive is refused in a sentence, and nothing is written', async () => {
  const workspace = await openWorkspace();
  const whole = zipFile(toEntries(small()));
  const bad: Record<string, Buffer> = {
    text: Buffer.from('not a zip'),
    empty: Buffer.alloc(0),
    truncated: whole.subarray(0, Math.floor(whole.length / 2)),
    'no lists': zipFile([{ name: 'users.json', content: '[]' }]),
    'lists that are no JSON': zipFile([{ name: 'channels.json', content: '{"channels": 1}' }]),
  };
  for (const [what, bytes] of Object.entries(bad)) {
    const path = zipPath();
    writeFileSync(path, bytes);
    await expect(importPath(workspace, path), what).rejects.toThrow(ArchiveError);
  }
  await expect(importPath(workspace, join(temporaryFolder(), 'nowhere.zip'))).rejects.toThrow(
    'There is no file',
  );
  expect(await workspace.db.collection('entries').countDocuments()).toBe(0);
  expect(await workspace.db.collection('members').countDocuments()).toBe(0);
});

test('a zip bomb is refused before it is opened, and one that lies about its size is cut off', async () => {
  const workspace = await openWorkspace();
  const zeros = Buffer.alloc(50 * 1024 * 1024, 0x20);
  const path = writeZip(zipPath(), small(), [{ name: 'general/2020-01-01.json', content: zeros }]);
  await expect(importPath(workspace, path)).rejects.toThrow('made to do harm');
  expect(await workspace.db.collection('entries').countDocuments()).toBe(0);
  const lying = writeZip(zipPath(), small(), [
    { name: 'general/2020-01-01.json', content: zeros, claimedSize: 100 },
  ]);
  const report = await importPath(workspace, lying);
  expect(report.notes['bad_file']).toBe(1);
  await expectSound(workspace);
});

test('paths that lead outside and symbolic links are left out', async () => {
  const workspace = await openWorkspace();
  const secret = { type: 'message', user: 'U000', text: 'outside', ts: '1600000001.000001' };
  const content = JSON.stringify([secret]);
  const report = await importPath(
    workspace,
    writeZip(zipPath(), small(), [
      { name: '../general/2020-01-01.json', content },
      { name: '/general/2020-01-02.json', content },
      { name: 'C:\\general\\2020-01-03.json', content },
      { name: 'general/2020-01-04.json', content: '/etc/passwd', mode: 0o120_777 },
    ]),
  );
  expect(report.notes).toMatchObject({ bad_path: 3, symbolic_link: 1 });
  expect(await workspace.db.collection('entries').countDocuments({ body: 'outside' })).toBe(0);
  expect(readdirSync(workspace.folder).toSorted()).not.toContain('general');
  expect(existsSync(join(workspace.folder, '..', 'general'))).toBe(false);

  const folder = writeFolder(temporaryFolder(), small());
  const elsewhere = temporaryFolder();
  writeFileSync(join(elsewhere, '2020-01-01.json'), content);
  symlinkSync(elsewhere, join(folder, 'linked'));
  mkdirSync(join(folder, 'general'), { recursive: true });
  symlinkSync(join(elsewhere, '2020-01-01.json'), join(folder, 'general', '2020-01-05.json'));
  const other = await openWorkspace();
  expect((await importPath(other, folder)).notes['symbolic_link']).toBe(2);
  expect(await other.db.collection('entries').countDocuments({ body: 'outside' })).toBe(0);
});

test('bad records are left out one by one, and named', async () => {
  const workspace = await openWorkspace();
  const slack = small();
  const { records } = general(slack);
  const [first] = records;
  const base = { type: 'message', user: 'U001', text: 'kept' };
  records.push(
    { ...base, text: 'no ts' },
    { ...base, ts: 'yesterday' },
    { ...base, ts: 12 },
    { ...base, ts: first?.['ts'], text: 'a twin', user: first?.['user'] },
    { ...base, ts: '1700000000.000001', thread_ts: '1500000000.000001' },
    { ...base, ts: '1700000001.000001', user: 'UNOBODY' },
    { ...base, ts: '1700000002.000001', reactions: [{ name: '<script>', users: ['U001'] }, 7] },
    {
      ...base,
      ts: '1700000003.000001',
      files: 'none',
      reactions: 'none',
      edited: 3,
      text: null,
      pinned_to: {},
    },
    { type: 'something', ts: '1700000004.000001' },
    null as never,
    'text' as never,
    [1] as never,
    { ...base, ts: '1700000005.000001', text: `\u0000\u0007 ok \ud800` },
    { ...base, ts: '1700000006.000001', text: 'long '.repeat(20_000) },
  );
  const report = await importPath(workspace, writeZip(zipPath(), slack));
  expect(report.notes).toMatchObject({
    ...{ bad_ts: 3, duplicate_ts: 1, reply_without_root: 1, bad_record: 4, bad_reaction: 2, shortened: 1 },
  });
  expect(report.notes['unknown_person']).toBeGreaterThan(0);
  const bodies = await workspace.db.collection('entries').distinct('body');
  expect(bodies).not.toContain('a twin');
  await expectSound(workspace);
});

test('without users.json people are placeholders', async () => {
  const workspace = await openWorkspace();
  const slack = small();
  slack.files.delete('users.json');
  const report = await importPath(workspace, writeZip(zipPath(), slack));
  expect(report.people.placeholders).toBeGreaterThan(0);
  expect(report.totals.messages).toBe(50);
  await expectSound(workspace);
});

test(`${mutations} random mutations end in an error in a sentence or in a sound workspace`, async () => {
  const seed = Number(process.env['IMPORT_SEED'] ?? Date.now() % 1_000_000);
  console.log(`mutations from seed ${seed}`);
  const random = new Random(seed);
  const whole = zipFile(toEntries(makeExport({ seed: 8, people: 4, messagesPerChannel: 4 })));
  const loose = toEntries(makeExport({ seed: 8, people: 4, messagesPerChannel: 4 }));
  const outcomes = { refused: 0, imported: 0 };
  const workspace = await openWorkspace();
  for (let n = 0; n < mutations; n += 1) {
    const path = zipPath();
    writeFileSync(path, n % 2 === 0 ? mutated(whole) : zipFile(loose.map(mutatedEntry)));
    try {
      await importPath(workspace, path);
      outcomes.imported += 1;
    } catch (error) {
      expect(error, `mutation ${n}`).toBeInstanceOf(ArchiveError);
      outcomes.refused += 1;
    }
    if (n % 10 === 9) await expectSound(workspace);
    for (const { name } of await workspace.db.listCollections().toArray())
      await workspace.db.collection(name).deleteMany({});
  }
  expect(outcomes.refused).toBeGreaterThan(0);
  expect(outcomes.imported).toBeGreaterThan(0);

  function mutated(bytes: Buffer): Buffer {
    const copy = Buffer.from(bytes);
    for (let n = 0; n < 1 + random.below(4); n += 1) copy[random.below(copy.length)] = random.below(256);
    return random.chance(0.2) ? copy.subarray(0, random.below(copy.length)) : copy;
  }

  function mutatedEntry({ name, content }: { name: string; content: Buffer | string }) {
    return { name, content: random.chance(0.3) ? mutated(Buffer.from(content)) : content };
  }
});
