/** A newer export has replies to threads that were moved here since: they go where these are now. */
import { type ChannelId, type ClientId, newId, type Seq } from '@atrium/shared';
import type { Db } from 'mongodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { EntryRow } from '../../server/src/core/journal/row.ts';
import { databaseOf } from '../../server/src/db/connect.ts';
import { LaterEntries, type LaterMessage } from '../../server/src/import/later-entries.ts';
import { type Atrium, makeChannel, startAtrium } from '../integration/fixture.ts';
import { makeExport, type SlackExport } from './slack-export.ts';
import { hashOf, importBeside } from './workspace.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 90_000 });

let atrium: Atrium;
let db: Db;
beforeAll(async () => {
  atrium = await startAtrium();
  db = databaseOf(atrium.core.db.connection);
});
afterAll(() => atrium?.close());

const threads = ['stays', 'moved', 'moved on', 'moved back', 'shut away'] as const;
type Name = (typeof threads)[number];

/** A root and a reply for each of the threads; later a second reply for each. Olive is the first of its people. */
function exported({ later }: { later: boolean }): SlackExport {
  const { files } = makeExport({ seed: 3, people: 4, messagesPerChannel: 0 });
  const [user] = files.get('users.json') ?? [];
  const email = `${atrium.people.olive.id.toLowerCase()}@example.org`;
  Object.assign(user?.['profile'] as object, { email });
  const said = (text: string, at: number, root = at) => ({
    ...{ type: 'message', user: 'U001', text, ts: `${1_600_000_000 + at}.000100` },
    thread_ts: `${1_600_000_000 + root}.000100`,
  });
  const first = threads.flatMap((name, at) => [said(name, at), said(`${name} 1`, 10 + at, at)]);
  files.set('general/2020-09-13.json', first);
  const second = threads.map((name, at) => said(`${name} 2`, 100_000 + at, at));
  if (later) files.set('general/2020-09-14.json', second);
  return { files };
}

const importNow = (slack: SlackExport, name: string) => importBeside(atrium, slack, name);

const id = () => newId<ClientId>();

async function rootOf(channelId: ChannelId, body: string): Promise<Seq> {
  const row = await db.collection<EntryRow>('entries').findOne({ channelId, body, lane: 0 });
  if (!row) throw new Error(`nobody said ${body} there`);
  return row.seq;
}

/** What is said in a thread, as of the rows. */
async function saidIn(channelId: ChannelId, rootSeq: Seq): Promise<unknown[]> {
  const rows = await db
    .collection<EntryRow>('entries')
    .find({ channelId, lane: rootSeq, kind: 'message', deletedAt: { $exists: false } }, { sort: { seq: 1 } })
    .toArray();
  return rows.map((row) => [row['rn'], row['body']]);
}

test('they follow it through all moves; where it takes none they are left out, and it is said', async () => {
  const { olive } = atrium.people;
  const [general] = (await importNow(exported({ later: false }), 'first.zip')).channels;
  const channelId = general?.channelId as ChannelId;
  const [{ id: garden }, { id: attic }, { id: cellar }] = await Promise.all([
    makeChannel([olive], { kind: 'private' }),
    makeChannel([olive], { kind: 'private' }),
    makeChannel([olive], { kind: 'private' }),
  ]);
  const stub = new Map<Name, Seq>();
  for (const name of threads) stub.set(name, await rootOf(channelId, name));
  const move = async (from: ChannelId, to: ChannelId, rootSeq: Seq) => {
    const input = { channelId: from, toChannelId: to, rootSeq, clientId: id(), reason: '' };
    return (await olive.call('thread.move', input)).rootSeq;
  };
  const rootSeqOf = (name: Name) => stub.get(name) ?? 0;
  const moved = await move(channelId, garden, rootSeqOf('moved'));
  const movedOn = await move(garden, attic, await move(channelId, garden, rootSeqOf('moved on')));
  const movedBack = await move(garden, channelId, await move(channelId, garden, rootSeqOf('moved back')));
  const shutAway = await move(channelId, cellar, rootSeqOf('shut away'));
  await olive.call('channel.archive', { channelId: cellar, clientId: id() });
  // An import goes by the rows.
  await atrium.core.journals.peek(cellar)?.projected();
  const heads = [garden, attic].map((one) => atrium.core.journals.peek(one)?.state.seq ?? 0);

  const report = await importNow(exported({ later: true }), 'second.zip');
  expect(report.notes).toMatchObject({ thread_moved: 1 });
  expect(report.channels[0]).toMatchObject({ state: 'updated', added: 4, replies: 4, messages: 4 });
  expect(await saidIn(channelId, rootSeqOf('stays'))).toEqual([
    [1, 'stays 1'],
    [2, 'stays 2'],
  ]);
  const now = [
    ['moved', garden, moved],
    ['moved on', attic, movedOn],
    ['moved back', channelId, movedBack],
  ] as const;
  for (const [name, where, rootSeq] of now) {
    expect(await saidIn(where, rootSeq)).toEqual([
      [1, `${name} 1`],
      [2, `${name} 2`],
    ]);
    const thread = await db.collection('threads').findOne({ channelId: where, rootSeq });
    expect(thread).toMatchObject({ lastRn: 2 });
    expect(await saidIn(channelId, rootSeqOf(name))).toEqual([]);
  }
  expect(await saidIn(cellar, shutAway)).toEqual([[1, 'shut away 1']]);
  // Those who are there see it without a word from anybody else.
  await vi.waitFor(
    () => {
      const seen = [garden, attic].map((one) => atrium.core.journals.peek(one)?.state.seq ?? 0);
      expect(seen).toEqual(heads.map((seq) => seq + 1));
    },
    { timeout: 60_000, interval: 50 },
  );
  const { threadReads } = await olive.call('workspace.load', {});
  for (const { headN, markN, deletedAfter } of threadReads) expect(headN - markN - deletedAfter).toBe(0);
});

test('the same once more brings nothing twice, also into a channel that the thread has left since', async () => {
  const { olive } = atrium.people;
  const { id: shed } = await makeChannel([olive], { kind: 'private' });
  const row = await db.collection<EntryRow>('entries').findOne({ body: 'moved', lane: 0 });
  const input = { channelId: row!.channelId, toChannelId: shed, rootSeq: row!.seq, clientId: id() };
  const { rootSeq } = await olive.call('thread.move', { ...input, reason: '' });
  for (const journal of atrium.core.journals.known()) {
    await journal.refresh();
    await journal.projected();
  }
  const before = await hashOf(db);
  const again = await importNow(exported({ later: true }), 'third.zip');
  expect(again.channels.map(({ state }) => state)).toEqual(again.channels.map(() => 'there_already'));
  expect(await hashOf(db)).toBe(before);
  expect(await saidIn(shed, rootSeq)).toHaveLength(2);
});

test('a thread that is moved while they come in takes none of them any more', async () => {
  const { olive } = atrium.people;
  const [from, to] = await Promise.all([makeChannel([olive]), makeChannel([olive])]);
  const channelId = from.id;
  const said = { channelId, clientId: id(), body: 'the root', rootSeq: null };
  const { seq: rootSeq } = await olive.call('message.post', said);
  const collection = db.collection<EntryRow>('entries');
  const entries = new LaterEntries({ collection, channelId, source: 'test', channelKey: 'C9' });
  entries.roots.set('root', rootSeq);
  const reply = (key: string) =>
    ({
      ...{ kind: 'message', at: 1, authorId: olive.id, key, reactions: [] },
      item: { key, root: 'root', body: key, files: [], pinnedAt: null, editedAt: null, deletedAt: null },
    }) as unknown as LaterMessage;
  await entries.add(reply('before'));
  await entries.flush();
  const input = { channelId, toChannelId: to.id, rootSeq, clientId: id(), reason: '' };
  const { rootSeq: there } = await olive.call('thread.move', input);
  await entries.add(reply('after'));
  await entries.flush();
  expect(entries.takeStrays()).toMatchObject([{ reply: { key: 'after' }, rootSeq }]);
  expect(await saidIn(channelId, rootSeq)).toEqual([]);
  expect(await saidIn(to.id, there)).toEqual([[1, 'before']]);
});
