/**
 * What Gus, a guest of one channel, can learn of everything else: by each way there is, also those that a table of
 * commands misses. Whatever he may not know bears a mark that is found in any answer, and in any frame of his socket.
 */
import { type ChannelId, type MemberId, newId, type Reply, type Seq } from '@atrium/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Atrium, makeChannel, type Person, startAtrium, until } from '../fixture.ts';
import { Agent } from './agents.ts';
import { auditFrames } from './audit.ts';
import { type Frames, listen } from './listener.ts';
import { clientId } from './stage.ts';

const mark = `canary${newId(8).replaceAll(/[^a-zA-Z0-9]/g, 'x')}`.toLowerCase();
let atrium: Atrium;
let gus: Agent;
let frames: Frames;
let shared: ChannelId;
let hidden: ChannelId;
let open: ChannelId;
let hiddenSeq: Seq;
let oldRoot: Seq;
let oldReply: Seq;
let stranger: Person;
/** Nothing of what Gus is told may contain one of these. */
let secrets: string[];

beforeAll(async () => {
  atrium = await startAtrium();
  const { olive, ana, mo } = atrium.people;
  stranger = await atrium.addPerson(`${mark}person`);
  ({ id: hidden } = await makeChannel([olive, ana, stranger], {
    kind: 'private',
    name: `${mark}-private`,
    topic: mark,
  }));
  ({ id: open } = await makeChannel([olive, ana, stranger], {
    kind: 'public',
    name: `${mark}-public`,
    purpose: mark,
  }));
  ({ id: shared } = await makeChannel([olive, ana, mo], { kind: 'private' }));
  hiddenSeq = await say(ana, hidden, `${mark} in private`);
  await ana.call('message.pin', { channelId: hidden, clientId: clientId(), seq: hiddenSeq });
  oldRoot = await say(ana, shared, `${mark} before Gus`);
  await ana.call('thread.set_title', {
    channelId: shared,
    clientId: clientId(),
    rootSeq: oldRoot,
    title: `${mark} title`,
  });
  await ana.call('message.pin', { channelId: shared, clientId: clientId(), seq: oldRoot });
  await olive.call('member.add', { channelId: shared, clientId: clientId(), memberId: atrium.people.gus.id });
  const cookie = await atrium.people.gus.cookie();
  gus = new Agent(atrium.url, { cookie });
  const listening = await listen(atrium.url, { cookie });
  if (!('frames' in listening)) throw new Error('Gus is not let in');
  ({ frames } = listening);
  oldReply = await say(ana, shared, `${mark} <@${atrium.people.gus.id}> in an old thread`, oldRoot);
  secrets = [mark, stranger.id, hidden, open];
}, 60_000);
afterAll(async () => {
  await gus?.close();
  await atrium?.close();
});

async function say(
  person: Person,
  channelId: ChannelId,
  body: string,
  rootSeq: Seq | null = null,
): Promise<Seq> {
  return (await person.call('message.post', { channelId, clientId: clientId(), body, rootSeq })).seq;
}

/** What he asks with is no news to him. */
function leaks(input: unknown, reply: Reply<unknown>): string[] {
  const asked = JSON.stringify(input);
  return auditFrames(
    [JSON.stringify(reply)],
    secrets.filter((secret) => !asked.includes(secret)),
  );
}

type Probe = [
  what: string,
  command: string,
  input: () => object,
  expected: string | ((result: never) => void),
];
const empty = (key: string) => (result: never) =>
  expect((result as Record<string, unknown[]>)[key]).toEqual([]);
const inOld = () => ({ channelId: shared, seq: oldReply });
const old = () => ({ channelId: shared, rootSeq: oldRoot });

const probes: Probe[] = [
  ['typeahead by name', 'people.list', () => ({ query: mark }), empty('members')],
  ['the list of people', 'people.list', () => ({ limit: 200 }), () => undefined],
  ['the list of people who are gone', 'people.list', () => ({ deactivated: true }), empty('members')],
  ['a cursor that is a stranger', 'people.list', () => ({ cursor: stranger.id }), 'invalid_input'],
  ['a profile card', 'people.get', () => ({ ids: [stranger.id, atrium.people.zed.id] }), empty('members')],
  ['presence of a stranger', 'presence.get', () => ({ memberIds: [stranger.id] }), empty('presence')],
  ['companies', 'company.list', () => ({}), () => undefined],
  ['what is public', 'channel.browse', () => ({}), 'forbidden'],
  ['a public channel', 'channel.open', () => ({ channelId: open }), 'not_found'],
  [
    'joining a public channel',
    'channel.join',
    () => ({ channelId: open, clientId: clientId() }),
    'not_found',
  ],
  ['people of a hidden channel', 'channel.members', () => ({ channelId: hidden }), 'not_found'],
  [
    'a permalink into a hidden channel',
    'message.get',
    () => ({ channelId: hidden, seq: hiddenSeq }),
    'not_found',
  ],
  ['a permalink to before his time', 'message.get', () => ({ channelId: shared, seq: oldRoot }), 'not_found'],
  ['a permalink to a reply in a hidden thread', 'message.get', inOld, 'not_found'],
  ['keeping a reply of a hidden thread', 'saved.add', inOld, 'not_found'],
  [
    'reacting in a hidden thread',
    'message.react',
    () => ({ ...inOld(), clientId: clientId(), emoji: '👍', on: true }),
    'not_found',
  ],
  [
    'replying in a hidden thread',
    'message.post',
    () => ({ ...old(), clientId: clientId(), body: 'hm' }),
    'not_found',
  ],
  ['a hidden thread', 'thread.open', old, 'not_found'],
  ['following a hidden thread', 'thread.follow', old, 'not_found'],
  ['history of a hidden thread', 'message.history', old, 'not_found'],
  [
    'history from the beginning',
    'message.history',
    () => ({ channelId: shared, after: 0, limit: 200 }),
    () => undefined,
  ],
  [
    'catching up from the beginning',
    'channel.sync',
    () => ({ positions: [{ channelId: shared, position: { epoch: atrium.core.journals.epoch, seq: 0 } }] }),
    () => undefined,
  ],
  [
    'catching up with a hidden channel',
    'channel.sync',
    () => ({ positions: [{ channelId: hidden, position: { epoch: atrium.core.journals.epoch, seq: 0 } }] }),
    () => undefined,
  ],
  ['pins of a hidden channel', 'message.pins', () => ({ channelId: hidden }), 'not_found'],
  ['pins from before his time', 'message.pins', () => ({ channelId: shared }), empty('messages')],
  ['threads', 'thread.list', () => ({ channelId: shared }), () => undefined],
  ['his threads', 'thread.mine', () => ({}), () => undefined],
  ['activity', 'activity.list', () => ({}), () => undefined],
  ['what he saved', 'saved.list', () => ({}), empty('saved')],
  [
    'a draft in a hidden channel',
    'draft.set',
    () => ({ channelId: hidden, rootSeq: null, body: 'x' }),
    'not_found',
  ],
  ['a draft in a hidden thread', 'draft.set', () => ({ ...old(), body: 'x' }), 'not_found'],
  [
    'a message to a hidden channel, later',
    'scheduled.create',
    () => ({
      channelId: hidden,
      rootSeq: null,
      clientId: clientId(),
      body: 'x',
      sendAt: Date.now() + 60_000,
    }),
    'not_found',
  ],
  [
    'a mark in a hidden channel',
    'read.mark',
    () => ({ channelId: hidden, rootSeq: null, seq: 1 }),
    'not_found',
  ],
  ['a direct message to a stranger', 'direct.open', () => ({ memberIds: [stranger.id] }), 'forbidden'],
  ['a direct message to nobody', 'direct.open', () => ({ memberIds: [newId<MemberId>()] }), 'forbidden'],
  [
    'bringing a stranger',
    'member.add',
    () => ({ channelId: shared, clientId: clientId(), memberId: stranger.id }),
    'forbidden',
  ],
  [
    'bringing nobody',
    'member.add',
    () => ({ channelId: shared, clientId: clientId(), memberId: newId() }),
    'forbidden',
  ],
  [
    'raising himself',
    'people.set_role',
    () => ({ memberId: atrium.people.gus.id, role: 'owner' }),
    'forbidden',
  ],
  ['raising a stranger', 'people.set_role', () => ({ memberId: stranger.id, role: 'owner' }), 'forbidden'],
  ['raising nobody', 'people.set_role', () => ({ memberId: newId(), role: 'owner' }), 'forbidden'],
  ['raising himself by his profile', 'profile.update', () => ({ role: 'owner' }), 'invalid_input'],
  ['inviting onward', 'invitation.create', () => ({}), 'forbidden'],
  ['open invitations', 'invitation.list', () => ({}), 'forbidden'],
  ['a bot of his own', 'bot.create', () => ({ name: 'Robot', handle: 'robot' }), 'forbidden'],
  ['tokens', 'token.list', () => ({ memberId: stranger.id }), 'forbidden'],
  [
    'a channel of the same name',
    'channel.create',
    () => ({ clientId: clientId(), kind: 'public', name: `${mark}-private` }),
    'forbidden',
  ],
  ['settings', 'workspace.get_settings', () => ({}), 'forbidden'],
  ['everything at once', 'workspace.load', () => ({}), () => undefined],
  ['his channels', 'channel.list', () => ({}), () => undefined],
];

test.each(probes)('%s', async (_what, command, input, expected) => {
  for (const transport of ['http', 'socket'] as const) {
    const asked = input();
    const reply = await gus.send(transport, command, asked);
    expect(leaks(asked, reply)).toEqual([]);
    const told = reply.ok ? 'ok' : reply.error.code;
    if (typeof expected === 'string') expect(told).toBe(expected);
    else {
      expect(told).toBe('ok');
      expected((reply as unknown as { result: never }).result);
    }
  }
});

test('nothing that happens elsewhere, or in what is hidden, reaches his socket', async () => {
  const { ana, olive } = atrium.people;
  const seen = new Agent(atrium.url, { cookie: await stranger.cookie() });
  await seen.connect();
  await stranger.call('profile.update', { title: mark });
  await stranger.call('profile.set_status', { status: { emoji: null, text: mark, until: null } });
  await seen.send('socket', 'presence.set', { state: 'away' });
  for (const channelId of [hidden, open]) {
    await seen.send('socket', 'typing.set', { channelId, rootSeq: null });
    const seq = await say(stranger, channelId, `${mark} again <!channel>`);
    await say(stranger, channelId, `${mark} reply`, seq);
    await ana.call('message.react', { channelId, clientId: clientId(), seq, emoji: '🎉', on: true });
    await stranger.call('message.edit', {
      channelId,
      clientId: clientId(),
      seq,
      body: `${mark} <@${atrium.people.gus.id}>`,
    });
    await olive.call('thread.lock', { channelId, clientId: clientId(), rootSeq: seq, reason: mark });
    await stranger.call('message.delete', { channelId, clientId: clientId(), seq });
    await olive.call('channel.describe', { channelId, clientId: clientId(), topic: `${mark} ${newId()}` });
  }
  await say(ana, shared, `${mark} once more <@${atrium.people.gus.id}>`, oldRoot);
  await ana.call('message.edit', {
    channelId: shared,
    clientId: clientId(),
    seq: oldRoot,
    body: `${mark} better`,
  });
  await olive.call('channel.rename', { channelId: hidden, clientId: clientId(), name: `${mark}-renamed` });
  // A fence: what was sent before it has come before it.
  await say(ana, shared, 'the fence');
  await until(() => frames.some((frame) => frame.includes('the fence')));
  expect(auditFrames(frames, secrets)).toEqual([]);
  await seen.close();
});

test('the audit finds what it looks for', async () => {
  await say(atrium.people.ana, shared, `told in the open: ${mark}`);
  await until(() => auditFrames(frames, secrets).length > 0);
  expect(auditFrames(frames, secrets)[0]).toContain('told in the open');
});
