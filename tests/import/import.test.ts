import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { countsOf, makeExport, writeFolder, writeZip } from './slack-export.ts';
import { hashOf, importPath, openWorkspace, temporaryFolder } from './workspace.ts';

vi.setConfig({ testTimeout: 90_000 });

const slack = makeExport({ seed: 1 });

test('what came in is what an independent count finds in the archive', async () => {
  const workspace = await openWorkspace();
  const report = await importPath(workspace, writeZip(join(temporaryFolder(), 'a.zip'), slack));
  const { db } = workspace;
  const expected = countsOf(slack);
  for (const channel of report.channels) {
    const wanted = expected.get(channel.name) ?? expected.get(channel.key);
    const { channelId } = channel;
    expect(wanted, channel.name).toBeDefined();
    expect({
      messages: await db.collection('entries').countDocuments({ channelId, kind: 'message' }),
      replies: await db
        .collection('entries')
        .countDocuments({ channelId, kind: 'message', lane: { $gt: 0 } }),
      threads: await db.collection('threads').countDocuments({ channelId }),
    }).toEqual(wanted);
    expect({ messages: channel.messages, replies: channel.replies, threads: channel.threads }).toEqual(
      wanted,
    );
    const row = await db.collection<{ _id: string }>('channels').findOne({ _id: channelId });
    expect(row).toMatchObject({ headN: (wanted?.messages ?? 0) - (wanted?.replies ?? 0) });
    const seqs = await db.collection('entries').find({ channelId }).sort({ seq: 1 }).toArray();
    expect(seqs.map((entry) => entry['seq'])).toEqual(seqs.map((_, index) => index + 1));
    expect(seqs.every((entry, index) => entry['at'] >= (seqs[index - 1]?.['at'] ?? 0))).toBe(true);
  }
  expect(report.channels).toHaveLength(5);
  const members = await db.collection('members').find().toArray();
  const listed = members.filter(({ handle }) => /^person\d+$/.test(handle as string));
  expect(listed).toHaveLength(12);
  expect(listed.filter(({ role }) => role === 'guest').map(({ handle }) => handle)).toEqual([
    'person3',
    'person7',
    'person11',
  ]);
  expect(listed.find(({ handle }) => handle === 'person4')?.['deactivatedAt']).toBeGreaterThan(0);
  expect(listed.find(({ handle }) => handle === 'person5')).toMatchObject({
    kind: 'placeholder',
    email: null,
  });
  expect(listed.find(({ handle }) => handle === 'person6')).toMatchObject({ kind: 'bot', role: 'bot' });
  expect(await db.collection('companies').find().toArray()).toMatchObject([{ name: 'acme.example' }]);
});

test('a second import changes nothing, and a folder is as good as a zip', async () => {
  const workspace = await openWorkspace();
  const path = writeZip(join(temporaryFolder(), 'a.zip'), slack);
  await importPath(workspace, path);
  const before = await hashOf(workspace.db);
  const report = await importPath(workspace, path);
  expect(await hashOf(workspace.db)).toBe(before);
  expect(report.channels.every(({ state }) => state === 'there_already')).toBe(true);
  await importPath(workspace, writeFolder(temporaryFolder(), slack));
  expect(await hashOf(workspace.db)).toBe(before);
  const other = await openWorkspace();
  await importPath(other, writeFolder(temporaryFolder(), slack));
  expect(await hashOf(other.db)).toBe(before);
});

test('imported history counts as read; threads are followed by those who wrote in them', async () => {
  const workspace = await openWorkspace();
  await importPath(workspace, writeZip(join(temporaryFolder(), 'a.zip'), slack));
  const { db } = workspace;
  for (const channel of await db.collection('channels').find().toArray()) {
    const channelId = channel['_id'];
    const marks = await db.collection('reads').find({ channelId, rootSeq: 0 }).toArray();
    expect(marks).toHaveLength(channel['memberCount']);
    expect(marks.every(({ markN }) => markN === channel['headN'])).toBe(true);
    for (const thread of await db.collection('threads').find({ channelId }).toArray()) {
      const key = { channelId, rootSeq: thread['rootSeq'] };
      const follows = await db.collection('follows').find(key).toArray();
      const reads = await db.collection('reads').find(key).toArray();
      const authors = await db
        .collection('entries')
        .distinct('authorId', { channelId, lane: thread['rootSeq'] });
      expect(follows.map(({ memberId }) => memberId)).toEqual(expect.arrayContaining(authors));
      expect(reads).toHaveLength(follows.length);
      expect(reads.every(({ markN }) => markN === thread['lastRn'])).toBe(true);
    }
  }
});
