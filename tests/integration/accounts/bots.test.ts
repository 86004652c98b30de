import { afterAll, beforeAll, expect, test } from 'vitest';
import { limits, type MemberId, type Scope } from '@atrium/shared';
import { Browser, codeOf } from './browser.ts';
import { invite, type Person, setUpByOlive } from './people.ts';
import { startServer, type TestServer } from './server.ts';

let server: TestServer;
let olive: Person;
let botId: MemberId;
beforeAll(async () => {
  server = await startServer();
  olive = await setUpByOlive(server);
  botId = (await olive.browser.post('bot.create', { name: 'Deploys', handle: 'deploys' })).member.id;
});
afterAll(() => server.close());

const makeToken = (scopes: Scope[]) =>
  olive.browser.post('token.create', { memberId: botId, name: 'ci', scopes });
const program = (token: string) =>
  new Browser(server.url, {
    authorization: `Bearer ${token}`,
    origin: 'https://elsewhere.example',
    'x-atrium': '',
  });

test('a token is its bot, within its scopes, from any place and without a cookie’s proof', async () => {
  const { token, info } = await makeToken(['people.browse']);
  expect(token).toMatch(/^atb_[\w-]{43}$/);
  const { members } = await program(token).post('people.list', {});
  expect(members.map(({ name }) => name).toSorted()).toEqual(['Deploys', 'Olive']);
  expect(info).toMatchObject({
    memberId: botId,
    name: 'ci',
    scopes: ['people.browse'],
    channelIds: null,
    lastUsedAt: null,
  });

  const narrow = await makeToken([]);
  const seen = await program(narrow.token).post('people.list', {});
  expect(seen.members.map(({ name }) => name)).toEqual(['Deploys']);
});

test('a scope that the bot’s role does not have gives nothing', async () => {
  const all: Scope[] = [
    'workspace.manage',
    'member.change_role',
    'bot.manage',
    'member.invite',
    'member.deactivate',
  ];
  const bot = program((await makeToken(all)).token);
  expect(await codeOf(bot.post('workspace.get_settings', {}))).toBe('forbidden');
  expect(await codeOf(bot.post('people.set_role', { memberId: botId, role: 'owner' }))).toBe('forbidden');
  expect(await codeOf(bot.post('bot.create', { name: 'Mine', handle: 'mine' }))).toBe('forbidden');
  expect(await codeOf(bot.post('invitation.create', {}))).toBe('forbidden');
});

test('a token is no session: it has no account to change', async () => {
  const bot = program((await makeToken(['people.browse'])).token);
  expect(await codeOf(bot.post('session.list', {}))).toBe('forbidden');
  expect(await codeOf(bot.post('account.sign_out', {}))).toBe('forbidden');
  expect(await codeOf(bot.post('profile.update', { name: 'Other' }))).toBe('forbidden');
  expect(await codeOf(bot.post('account.change_password', { current: 'x', password: 'y'.repeat(12) }))).toBe(
    'forbidden',
  );
});

test('only its hash is kept; a wrong or revoked one is nobody', async () => {
  const { token, info } = await makeToken(['people.browse']);
  const rows = JSON.stringify(await server.core.db.connection.collection('tokens').find().toArray());
  expect(rows).not.toContain(token.slice(4));
  for (const wrong of [`${token}x`, token.slice(0, -1), 'atb_', '[object Object]', token.toUpperCase()]) {
    expect(await codeOf(program(wrong).post('people.list', {})), wrong).toBe('unauthenticated');
  }
  expect(await codeOf(program(token).post('people.list', {}))).toBe('ok');
  await olive.browser.post('token.revoke', { id: info.id });
  expect(await codeOf(program(token).post('people.list', {}))).toBe('unauthenticated');
  expect(server.feedRecord.ended).toContainEqual({ memberId: botId, sessionId: info.id });
  expect(await codeOf(olive.browser.post('token.revoke', { id: info.id }))).toBe('not_found');
});

test('a wrong token beside a good cookie is nobody: the better proof is not looked for', async () => {
  const response = await olive.browser.send('session.list', {}, { authorization: 'Bearer atb_wrong' });
  expect(response.status).toBe(401);
});

test('its use is noted, its number is limited, and it ends with its bot', async () => {
  const { tokens } = await olive.browser.post('token.list', { memberId: botId });
  expect(tokens.some(({ lastUsedAt }) => lastUsedAt !== null)).toBe(true);
  expect(JSON.stringify(tokens)).not.toContain('atb_');
  for (let n = tokens.length; n < limits.tokensPerBot; n += 1) await makeToken([]);
  expect(await codeOf(makeToken([]))).toBe('limit_reached');
  await olive.browser.post('token.revoke', { id: tokens[0]!.id });
  const { token } = await makeToken(['people.browse']);
  expect(await codeOf(program(token).post('people.list', {}))).toBe('ok');
  await olive.browser.post('people.deactivate', { memberId: botId });
  expect(await codeOf(program(token).post('people.list', {}))).toBe('unauthenticated');
  expect(await codeOf(makeToken([]))).toBe('deactivated');
});

test('tokens are made for bots, by those who manage them', async () => {
  const ana = await invite(server, olive, 'Ana');
  const input = { memberId: ana.me.id, name: 'x', scopes: [] };
  expect(await codeOf(olive.browser.post('token.create', input))).toBe('not_found');
  expect(await codeOf(ana.browser.post('token.create', input))).toBe('forbidden');
  expect(await codeOf(ana.browser.post('token.list', { memberId: botId }))).toBe('forbidden');
  expect(await codeOf(olive.browser.post('bot.create', { name: 'Other', handle: 'ana' }))).toBe('name_taken');
});
