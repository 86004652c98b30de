import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ChannelId, type ClientId, type CommandInput, newId } from '@atrium/shared';
import { Browser, codeOf } from './browser.ts';
import { invite, password, type Person, setUpByOlive, tokenOf } from './people.ts';
import { startServer, type TestServer } from './server.ts';

let server: TestServer;
let olive: Person;
let mo: Person;
beforeAll(async () => {
  server = await startServer();
  olive = await setUpByOlive(server);
  mo = await invite(server, olive, 'Mo', { role: 'moderator' });
});
afterAll(() => server.close());

const create = async (by: Person, options: CommandInput<'invitation.create'> = {}) => {
  const { link, invitation } = await by.browser.post('invitation.create', options);
  return { invitation, token: tokenOf(link) };
};
let made = 0;
const signUp = (token: string, email = `person${(made += 1)}@example.org`) =>
  codeOf(
    new Browser(server.url).post('account.sign_up', { invitation: token, name: 'Somebody', email, password }),
  );
const preview = (token: string) => codeOf(new Browser(server.url).post('invitation.preview', { token }));

test('a link leads to the port that the server listens at, where it took any free one', async () => {
  const { link } = await olive.browser.post('invitation.create', {});
  expect(new URL(link).port).toBe(new URL(server.url).port);
});

test('fifty at once: one gets in, the others leave nothing behind', async () => {
  const { token, invitation } = await create(olive);
  const { connection } = server.core.db;
  const logins = await connection.collection('auth_users').countDocuments();
  const codes = await Promise.all(
    Array.from({ length: 50 }, (_, n) => signUp(token, `race${n}@example.org`)),
  );
  expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
  expect(codes.filter((code) => code === 'link_expired')).toHaveLength(49);
  expect(await connection.collection('members').countDocuments({ invitationId: invitation.id })).toBe(1);
  expect(await connection.collection('auth_users').countDocuments()).toBe(logins + 1);
});

test('looking at it spends nothing, and names no channel', async () => {
  const { invitation, token } = await create(olive, {
    email: 'ana@example.org',
    channelIds: [await generalOf()],
  });
  const stranger = new Browser(server.url);
  for (let n = 0; n < 3; n += 1) {
    expect(await stranger.post('invitation.preview', { token })).toEqual({
      workspaceName: 'Atrium',
      invitedBy: 'Olive',
      email: 'ana@example.org',
      expiresAt: invitation.expiresAt,
    });
  }
  for (const method of ['GET', 'HEAD']) {
    const response = await fetch(`${server.url}/api/invitation.preview?token=${token}`, { method });
    expect(response.status).toBe(404);
  }
  expect(await signUp(token, 'ana@example.org')).toBe('ok');
  expect(await preview(token)).toBe('link_expired');
});

test('an invitation for one address is not for another; the same address is the same in capitals', async () => {
  const { token } = await create(olive, { email: 'bound@example.org' });
  for (const email of [
    'other@example.org',
    'bound+1@example.org',
    'bou.nd@example.org',
    'bound@example.com',
  ]) {
    expect(await signUp(token, email), email).toBe('invalid_input');
  }
  expect(await signUp(token, 'Bound@Example.org')).toBe('ok');
});

test('it ends: late, taken back, or once its maker could not make it any more', async () => {
  const revoked = await create(olive);
  await olive.browser.post('invitation.revoke', { id: revoked.invitation.id });
  expect(await codeOf(olive.browser.post('invitation.revoke', { id: revoked.invitation.id }))).toBe(
    'not_found',
  );
  const late = await create(olive, { expiresInMs: 60_000 });
  const byMo = await create(mo);
  expect(await preview(byMo.token)).toBe('ok');
  await olive.browser.post('people.set_role', { memberId: mo.me.id, role: 'member' });
  expect(await codeOf(create(mo))).toBe('forbidden');
  server.turnClock(60_001);
  for (const { token } of [revoked, late, byMo]) {
    expect(await preview(token)).toBe('link_expired');
    expect(await signUp(token)).toBe('link_expired');
  }
  await olive.browser.post('people.set_role', { memberId: mo.me.id, role: 'moderator' });
  expect(await preview(byMo.token)).toBe('ok');
  await olive.browser.post('people.deactivate', { memberId: mo.me.id });
  expect(await signUp(byMo.token)).toBe('link_expired');
  await olive.browser.post('people.reactivate', { memberId: mo.me.id });
  mo.browser.cookie = '';
  await mo.browser.post('account.sign_in', { email: 'mo@example.org', password });
});

test('nobody lets in somebody who could do more than they', async () => {
  const admin = await invite(server, olive, 'Ada', { role: 'admin' });
  const matrix = [
    [olive, 'admin', 'ok'],
    [admin, 'admin', 'ok'],
    [admin, 'moderator', 'ok'],
    [mo, 'member', 'ok'],
    [mo, 'moderator', 'forbidden'],
    [mo, 'admin', 'forbidden'],
  ] as const;
  for (const [by, role, code] of matrix)
    expect(await codeOf(create(by, { role })), `${by.me.name} ${role}`).toBe(code);
  const member = await invite(server, mo, 'Sam');
  expect(await codeOf(create(member))).toBe('forbidden');
});

test('the token is shown once: in no list, log or row', async () => {
  const { token, invitation } = await create(olive, { email: 'listed@example.org' });
  const { invitations } = await olive.browser.post('invitation.list', {});
  expect(invitations).toContainEqual(invitation);
  const rows = await server.core.db.connection.collection('invitations').find().toArray();
  for (const text of [JSON.stringify(invitations), JSON.stringify(rows), server.logged.join('')]) {
    expect(text).not.toContain(token);
  }
});

test('names no private channel to somebody who invites and is not in it', async () => {
  const clientId = newId<ClientId>();
  const { channel } = await olive.browser.post('channel.create', {
    clientId,
    kind: 'private',
    name: 'founders',
  });
  const general = await generalOf();
  const { invitation } = await create(olive, { channelIds: [general, channel.id] });
  const listed = async ({ browser }: Person) => {
    const { invitations } = await browser.post('invitation.list', {});
    return invitations.find(({ id }) => id === invitation.id)?.channelIds;
  };
  expect(await listed(olive)).toEqual([general, channel.id]);
  expect(await listed(mo)).toEqual([general]);
});

test('who is signed in as somebody else does not spend it', async () => {
  const { token } = await create(olive);
  const input = { invitation: token, name: 'Zed', email: 'zed@example.org', password };
  expect(await codeOf(mo.browser.post('account.sign_up', input))).toBe('conflict');
  expect(await preview(token)).toBe('ok');
});

test('an address, a handle that is taken: told, and the invitation stays good', async () => {
  const { token } = await create(olive);
  const zed = new Browser(server.url);
  const input = { invitation: token, name: 'Zed', email: 'olive@example.org', password };
  expect(await codeOf(zed.post('account.sign_up', input))).toBe('email_taken');
  expect(
    await codeOf(zed.post('account.sign_up', { ...input, email: 'zed@example.org', handle: 'olive' })),
  ).toBe('name_taken');
  const { me } = await zed.post('account.sign_up', { ...input, name: 'Olive', email: 'zed@example.org' });
  expect(me).toMatchObject({ handle: 'olive2', role: 'member' });
});

test('it leads into the general channel and its own, there by who invited', async () => {
  const generalId = await generalOf();
  const room = { clientId: newId<ClientId>(), kind: 'private', name: 'den' } as const;
  const { channel } = await mo.browser.post('channel.create', room);
  const gus = await invite(server, mo, 'Gus', { channelIds: [channel.id, generalId] });
  for (const [channelId, kind, author] of [
    [generalId, 'member.joined', gus],
    [channel.id, 'member.added', mo],
  ] as const) {
    const journal = await server.core.journals.open(channelId);
    const seq = journal?.state.seq;
    expect(journal?.standing(gus.me.id)).toMatchObject({ role: 'member', visibleFrom: 1, joinedSeq: seq });
    const entry = await server.core.db.connection.collection('entries').findOne({ channelId, seq });
    expect(entry).toMatchObject({ kind, authorId: author.me.id });
  }
  expect(await codeOf(create(olive, { channelIds: [channel.id] }))).toBe('not_found');
  expect(await codeOf(create(olive, { channelIds: [newId<ChannelId>()] }))).toBe('not_found');
});

test('a channel that its maker has left meanwhile is not entered', async () => {
  const room = { clientId: newId<ClientId>(), kind: 'private', name: 'attic' } as const;
  const { channel } = await mo.browser.post('channel.create', room);
  const { token } = await create(mo, { channelIds: [channel.id] });
  await mo.browser.post('channel.leave', { channelId: channel.id, clientId: newId<ClientId>() });
  expect(await signUp(token, 'late.comer@example.org')).toBe('ok');
  const journal = await server.core.journals.open(channel.id);
  expect(journal?.state.standings.size).toBe(0);
});

async function generalOf() {
  const row = await server.core.db.connection.collection('workspace').findOne();
  return row?.['generalChannelId'];
}
