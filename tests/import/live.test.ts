/** An import into a workspace that people are using. */
import { join } from 'node:path';
import { type ChannelId, type MemberId, type MePacket, newId, protocolVersion } from '@atrium/shared';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hashPassword } from '../../server/src/core/auth/passwords.ts';
import { databaseOf } from '../../server/src/db/connect.ts';
import { runImport } from '../../server/src/import/run.ts';
import { openSlackArchive } from '../../server/src/import/slack/archive.ts';
import { type Atrium, codeOf, startAtrium, until } from '../integration/fixture.ts';
import { makeExport, writeZip } from './slack-export.ts';
import { temporaryFolder } from './workspace.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let atrium: Atrium;
beforeAll(async () => {
  atrium = await startAtrium();
});
afterAll(() => atrium.close());

test('people are told of imported channels, find them read, and get a placeholder’s messages', async () => {
  const { olive, ana, mo } = atrium.people;
  const slack = makeExport({ seed: 11, people: 8, messagesPerChannel: 40 });
  const [first] = slack.files.get('users.json') ?? [];
  Object.assign(first?.['profile'] as object, { email: `${ana.id.toLowerCase()}@example.org` });
  const socket = io(atrium.url, {
    transports: ['websocket'],
    extraHeaders: { cookie: await ana.cookie(), origin: atrium.url },
    auth: { protocol: protocolVersion },
  });
  const entered: ChannelId[] = [];
  socket.on('me', (packet: MePacket) => void entered.push(...(packet.entered ?? [])));
  await until(() => socket.connected);
  await socket.emitWithAck('workspace.load', {});

  const db = databaseOf(atrium.core.db.connection);
  const archive = await openSlackArchive(writeZip(join(temporaryFolder(), 'a.zip'), slack));
  const folder = join(atrium.dataDir, 'imports');
  const report = await runImport({
    connection: atrium.core.db.connection,
    archive,
    label: 'a.zip',
    folder,
    clock: Date.now,
  });
  await archive.close();
  expect(report.people.matched).toBe(1);
  await until(() => report.channels.every(({ channelId }) => entered.includes(channelId as ChannelId)));
  socket.close();

  const { channels } = await ana.call('workspace.load', {});
  expect(channels).toHaveLength(report.channels.length);
  for (const { read } of channels) expect(read.headN - read.markN - read.deletedAfter).toBe(0);

  // Placeholder person5 is Mo, as Olive knows.
  const placeholder = await db.collection<{ _id: MemberId }>('members').findOne({ handle: 'person5' });
  const placeholderId = placeholder?._id as MemberId;
  const general = channels.find(({ channel }) => channel.name.startsWith('general'))?.channel.id as ChannelId;
  const said = await db
    .collection('entries')
    .findOne({ channelId: general, authorId: placeholderId, kind: 'message' });
  const edit = { channelId: general, clientId: newId(), seq: said?.['seq'] as number, body: 'as Mo says' };
  // Not a member of #general, and not the author.
  expect(await codeOf(mo.call('message.edit', edit))).toBe('forbidden');
  expect(await codeOf(ana.call('people.match_placeholder', { placeholderId, memberId: mo.id }))).toBe(
    'forbidden',
  );
  const match = await olive.call('people.match_placeholder', { placeholderId, memberId: mo.id });
  expect(match.placeholder.mergedInto).toBe(mo.id);
  expect(await codeOf(olive.call('people.match_placeholder', { placeholderId, memberId: ana.id }))).toBe(
    'conflict',
  );
  expect(
    await codeOf(olive.call('people.match_placeholder', { placeholderId: ana.id, memberId: mo.id })),
  ).toBe('forbidden');
  await mo.call('message.edit', { ...edit, clientId: newId() });
  const { message } = await mo.call('message.get', { channelId: general, seq: edit.seq });
  expect(message.body).toBe('as Mo says');
  const people = async () => {
    const rows = await db.collection('standings').find({ channelId: general, present: true }).toArray();
    return rows.map(({ memberId }) => memberId as string);
  };
  await until(async () => {
    const there = await people();
    return there.includes(mo.id) && !there.includes(placeholderId);
  });
});

test('imported people get in by resetting their password: it is their first password', async () => {
  const { sessions } = atrium.core.auth;
  const db = databaseOf(atrium.core.db.connection);
  const imported = await db.collection<{ _id: MemberId }>('members').findOne({ handle: 'person1' });
  const id = imported?._id as MemberId;
  const device = { address: '127.0.0.1', userAgent: 'test' };
  expect(await sessions.signIn(id, 'a long enough one', device)).toBeNull();
  await sessions.setPassword(id, await hashPassword('a long enough one'));
  expect(await sessions.signIn(id, 'a long enough one', device)).not.toBeNull();
  await sessions.setPassword(id, await hashPassword('another long one'));
  expect(await sessions.signIn(id, 'a long enough one', device)).toBeNull();
  expect(await sessions.signIn(id, 'another long one', device)).not.toBeNull();
});
