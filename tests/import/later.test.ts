/** A newer export of a workspace whose older one is in: what is new comes in, nothing twice. */
import type { ChannelId, MemberId } from '@atrium/shared';
import type { Db } from 'mongodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { databaseOf } from '../../server/src/db/connect.ts';
import { type Atrium, startAtrium } from '../integration/fixture.ts';
import { clientId } from '../integration/matrix/stage.ts';
import { countsOf, makeExport, type SlackExport } from './slack-export.ts';
import { hashOf, importBeside } from './workspace.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 90_000 });

const whole = makeExport({ seed: 41, people: 8, messagesPerChannel: 120 });
let atrium: Atrium;
let db: Db;
beforeAll(async () => {
  atrium = await startAtrium();
  db = databaseOf(atrium.core.db.connection);
});
afterAll(() => atrium?.close());

/** As it was some days before: without what was said since, one channel, one person and one edit. */
function older({ files }: SlackExport): SlackExport {
  const days = [...files.keys()].filter((name) => name.startsWith('general/')).toSorted();
  const cut = days[Math.floor(days.length * 0.6)]?.split('/')[1] ?? '';
  const kept = [...files]
    .filter(([name]) => name !== 'groups.json' && !name.startsWith('secret/'))
    .filter(([name]) => !name.includes('/') || (name.split('/')[1] ?? '') < cut)
    .map(([name, records]) => {
      const list = name === 'users.json' ? records.filter(({ id }) => id !== 'U007') : records;
      return [name, structuredClone(list)] as const;
    });
  return { files: new Map(kept) };
}

const importNow = (slack: SlackExport, name: string) => importBeside(atrium, slack, name);

test('what was said since, who came and what was edited comes in, while people write', async () => {
  const { ana } = atrium.people;
  const before = older(whole);
  const [user] = before.files.get('users.json') ?? [];
  Object.assign(user?.['profile'] as object, { email: `${ana.id.toLowerCase()}@example.org` });
  const first = await importNow(before, 'first.zip');
  const general = first.channels.find(({ name }) => name === 'general')?.channelId as ChannelId;
  const [day] = [...whole.files.keys()].filter((name) => name.startsWith('general/')).toSorted();
  const records = whole.files.get(day ?? '') ?? [];
  const edited = records.find(({ user, subtype, edited }) => user && !subtype && !edited);
  const gone = records.find(({ user, subtype }) => user && !subtype && records.indexOf(edited!) >= 0);
  Object.assign(edited!, {
    text: 'as it was edited there',
    edited: { user: edited?.['user'], ts: '1900000000.000000' },
  });
  const deleted = gone === edited ? undefined : gone;
  if (deleted) Object.assign(deleted, { subtype: 'tombstone', text: 'This message was deleted.' });

  // Somebody writes all the while.
  let over = false;
  const said: number[] = [];
  const writing = (async () => {
    while (!over) {
      const body = `live ${said.length}`;
      const { seq } = await ana.call('message.post', { channelId: general, clientId: clientId(), body });
      said.push(seq);
    }
  })();
  const second = await importNow(whole, 'second.zip').finally(() => (over = true));
  await writing;

  const counts = countsOf(whole);
  for (const { name, key, channelId, state } of second.channels) {
    expect(state, name).toBe(name === 'secret' ? 'imported' : 'updated');
    const wanted = counts.get(name) ?? counts.get(key);
    const live = name === 'general' ? said.length : 0;
    const entries = db.collection('entries');
    const seqs = await entries.find({ channelId }).sort({ seq: 1 }).toArray();
    expect(seqs.map(({ seq }) => seq as number)).toEqual(seqs.map((_, index) => index + 1));
    expect(await entries.countDocuments({ channelId, kind: 'message' })).toBe((wanted?.messages ?? 0) + live);
    const replies = await entries.find({ channelId, kind: 'message', lane: { $gt: 0 } }).toArray();
    expect(replies).toHaveLength(wanted?.replies ?? 0);
    expect(new Set(replies.map(({ lane, rn }) => `${lane}/${rn}`)).size).toBe(replies.length);
    expect(await db.collection('threads').countDocuments({ channelId })).toBe(wanted?.threads ?? 0);
    const roots = await entries.find({ channelId, kind: 'message', lane: 0 }).sort({ seq: 1 }).toArray();
    expect(roots.map(({ n }) => n as number)).toEqual(roots.map((_, index) => index + 1));
  }
  expect(said.length).toBeGreaterThan(0);
  const bodies = await db
    .collection('entries')
    .find({ channelId: general, body: 'as it was edited there' })
    .toArray();
  expect(bodies).toHaveLength(1);
  expect(bodies[0]?.['editedAt']).toBeGreaterThan(0);
  const came = await db
    .collection<{ _id: string; memberId: MemberId }>('import_keys')
    .findOne({ _id: 'slack U007' });
  expect(
    await db.collection('standings').findOne({ channelId: general, memberId: came?.memberId, present: true }),
  ).not.toBeNull();
});

/** Rows follow a moment after what people write. */
async function settled(): Promise<void> {
  for (const journal of atrium.core.journals.known()) {
    await journal.refresh();
    await journal.projected();
  }
}

test('the same once more changes nothing; imported history counts as read', async () => {
  await settled();
  const before = await hashOf(db);
  const again = await importNow(whole, 'again.zip');
  expect(again.channels.every(({ state }) => state === 'there_already')).toBe(true);
  await settled();
  expect(await hashOf(db)).toBe(before);
  const { channels } = await atrium.people.ana.call('workspace.load', {});
  expect(channels.length).toBeGreaterThan(2);
  for (const { read } of channels) expect(read.headN - read.markN - read.deletedAfter).toBe(0);
  const { threadReads } = await atrium.people.ana.call('workspace.load', {});
  for (const { headN, markN, deletedAfter } of threadReads) expect(headN - markN - deletedAfter).toBe(0);
});
