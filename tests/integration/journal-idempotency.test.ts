/** The same command sent again: the first result, never somebody else's row, whatever has happened since. */
import { type ChannelId, type ClientId, newId } from '@atrium/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openJournals } from '../../server/src/core/journal/index.ts';
import { createDispatcher } from '../../server/src/core/dispatch.ts';
import { handlers } from '../../server/src/commands.ts';
import { createMetrics } from '../../server/src/metrics.ts';
import { type Atrium, codeOf, makeChannel, type Person, startAtrium } from './fixture.ts';

let atrium: Atrium;
let channelId: ChannelId;
beforeAll(async () => {
  atrium = await startAtrium();
  const { olive, mo, ana, sam } = atrium.people;
  ({ id: channelId } = await makeChannel([olive, mo, ana, sam]));
});
afterAll(() => atrium.close());

const id = () => newId<ClientId>();
const post = (person: Person, clientId: ClientId, body = 'once', channel = channelId) =>
  person.call('message.post', { channelId: channel, clientId, body });

async function bodiesOf(person: Person): Promise<string[]> {
  const { entries } = await person.call('message.history', { channelId, limit: 200 });
  return entries.flatMap((entry) => ('body' in entry ? [entry.body] : []));
}

test('a resend is answered with the first result and writes nothing', async () => {
  const { ana } = atrium.people;
  const clientId = id();
  const first = await post(ana, clientId, 'said once');
  expect(await post(ana, clientId, 'said once')).toEqual(first);
  const twins = await Promise.all(Array.from({ length: 5 }, () => post(ana, clientId, 'said once')));
  expect(new Set(twins.map(({ seq }) => seq))).toEqual(new Set([first.seq]));
  expect((await bodiesOf(ana)).filter((body) => body === 'said once')).toHaveLength(1);
});

test('sent twice at the same moment it is written once', async () => {
  const { ana } = atrium.people;
  const clientId = id();
  const [one, other] = await Promise.all([post(ana, clientId, 'twins'), post(ana, clientId, 'twins')]);
  expect(other).toEqual(one);
});

test('the same id with another body is a conflict, also for another command', async () => {
  const { ana } = atrium.people;
  const clientId = id();
  const { seq } = await post(ana, clientId, 'mine');
  expect(await codeOf(post(ana, clientId, 'changed'))).toBe('conflict');
  expect(await codeOf(ana.call('message.delete', { channelId, clientId, seq }))).toBe('conflict');
});

test('another author, and another channel, may use the same id: an id tells nothing about others', async () => {
  const { ana, sam, olive } = atrium.people;
  const clientId = id();
  const mine = await post(ana, clientId, 'the secret of Ana');
  const theirs = await post(sam, clientId, 'the secret of Ana');
  expect(theirs.seq).not.toBe(mine.seq);
  const other = await makeChannel([olive, ana]);
  const there = await post(ana, clientId, 'the secret of Ana', other.id);
  expect(there).toMatchObject({ channelId: other.id, changed: true });
});

test('an id stays used after its message was deleted', async () => {
  const { ana } = atrium.people;
  const clientId = id();
  const first = await post(ana, clientId, 'soon gone');
  await ana.call('message.delete', { channelId, clientId: id(), seq: first.seq });
  expect(await post(ana, clientId, 'soon gone')).toEqual(first);
  expect(await bodiesOf(ana)).not.toContain('soon gone');
});

test('whoever was muted meanwhile still learns that the message is there', async () => {
  const { sam, mo } = atrium.people;
  const clientId = id();
  const first = await post(sam, clientId, 'before the mute');
  const mute = { channelId, clientId: id(), memberId: sam.id, until: null, reason: 'enough' };
  await mo.call('member.mute', mute);
  expect(await post(sam, clientId, 'before the mute')).toEqual(first);
  const refused = await sam.send('message.post', { channelId, clientId: id(), body: 'after it' });
  expect(refused).toMatchObject({
    ok: false,
    error: { code: 'muted', details: { until: null, reason: 'enough' } },
  });
  await mo.call('member.unmute', { channelId, clientId: id(), memberId: sam.id });
});

test('a node that knows nothing of the first one looks it up before it refuses', async () => {
  const { sam, mo } = atrium.people;
  const clientId = id();
  const first = await post(sam, clientId, 'through another node');
  await mo.call('member.mute', { channelId, clientId: id(), memberId: sam.id, until: null });
  const { core } = atrium;
  const metrics = createMetrics();
  const journals = await openJournals({ ...core, metrics });
  try {
    const journal = await core.journals.open(channelId);
    await journal!.projected();
    const elsewhere = createDispatcher({ ...core, journals, metrics }, handlers, core.rateLimits);
    const caller = {
      memberId: sam.id,
      role: 'member',
      companyId: null,
      deactivated: false,
      address: '',
    } as const;
    const origin = {
      transport: 'server',
      caller: { ...caller, proof: { kind: 'schedule' } },
      requestId: 'r',
    } as const;
    const again = await elsewhere(
      'message.post',
      { channelId, clientId, body: 'through another node' },
      origin,
    );
    expect(again).toEqual({ ok: true, result: first });
    const fresh = await elsewhere('message.post', { channelId, clientId: id(), body: 'new' }, origin);
    expect(fresh).toMatchObject({ ok: false, error: { code: 'muted' } });
  } finally {
    await journals.close();
    await mo.call('member.unmute', { channelId, clientId: id(), memberId: sam.id });
  }
});

test('creating a channel twice is creating one; its id is taken by nobody else', async () => {
  const { ana, sam } = atrium.people;
  const input = { clientId: id(), kind: 'public', name: `once-${Date.now()}` } as const;
  const [one, other] = await Promise.all([
    ana.call('channel.create', input),
    ana.call('channel.create', input),
  ]);
  expect(other.channel.id).toBe(one.channel.id);
  expect(one).toMatchObject({ memberCount: 1, standing: { role: 'moderator' } });
  expect(await codeOf(ana.call('channel.create', { ...input, topic: 'else' }))).toBe('conflict');
  expect(await codeOf(sam.call('channel.create', input))).toBe('name_taken');
});

test('two people who write to each other at the same moment are in one conversation', async () => {
  const { ana, zed } = atrium.people;
  const [one, other] = await Promise.all([
    ana.call('direct.open', { memberIds: [zed.id] }),
    zed.call('direct.open', { memberIds: [ana.id] }),
  ]);
  expect(other.channel.id).toBe(one.channel.id);
  expect(one.memberCount).toBe(2);
  expect(await codeOf(atrium.people.sam.call('channel.open', { channelId: one.channel.id }))).toBe(
    'not_found',
  );
});

test('a name belongs to one channel: creating, renaming and racing for it', async () => {
  const { ana, olive } = atrium.people;
  const name = `name-${Date.now()}`;
  const names = await Promise.allSettled(
    [ana, olive, ana].map((person) =>
      person.call('channel.create', { clientId: id(), kind: 'public', name }),
    ),
  );
  expect(names.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const [a, b] = [await makeChannel([olive]), await makeChannel([olive])];
  const renames = await Promise.allSettled(
    [a, b].map((channel) =>
      olive.call('channel.rename', { channelId: channel.id, clientId: id(), name: `${name}-2` }),
    ),
  );
  expect(renames.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  // The name that was given up is free again.
  const winner = renames[0]!.status === 'fulfilled' ? a : b;
  await olive.call('channel.create', { clientId: id(), kind: 'private', name: winner.name });
});
