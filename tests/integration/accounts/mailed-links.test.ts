/** What comes by mail: reset, a new address, sign-up by domain. */
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, codeOf } from './browser.ts';
import { linkIn, type Mailbox, openMailbox } from './mailbox.ts';
import { invite, password, type Person, setUpByOlive, tokenOf } from './people.ts';
import { startServer, type TestServer } from './server.ts';

const publicUrl = 'https://chat.example.org';
const newPassword = 'quite another one';
let mailbox: Mailbox;
let server: TestServer;
let olive: Person;
let ana: Person;
const page = { origin: publicUrl };
const minute = 60_000;

beforeAll(async () => {
  mailbox = await openMailbox();
  server = await startServer({ settings: { ...mailbox.settings, PUBLIC_URL: publicUrl } });
  const browser = visitor();
  const token = tokenOf(await server.firstRunLink());
  const { me } = await browser.post('account.set_up', {
    ...{ token, workspaceName: 'Atrium', name: 'Olive', email: 'olive@example.org', password },
  });
  olive = { browser, me };
  ana = await join('ana@example.org');
});
afterAll(async () => {
  await server.close();
  await mailbox.close();
});

const visitor = () => new Browser(server.url, page);

async function join(email: string): Promise<Person> {
  await olive.browser.post('invitation.create', { email });
  const link = linkIn(await mailbox.next(email, /invites you/));
  expect(link).toMatch(/^https:\/\/chat\.example\.org\/invite#token=/);
  const browser = visitor();
  const { me } = await browser.post('account.sign_up', {
    invitation: tokenOf(link),
    name: 'Ana',
    email,
    password,
  });
  return { browser, me: me! };
}

async function resetToken(email: string): Promise<string> {
  server.turnClock(minute + 1);
  await visitor().post('account.request_reset', { email });
  const link = linkIn(await mailbox.next(email, /new password/));
  expect(link).toMatch(/^https:\/\/chat\.example\.org\/reset#token=[\w-]{43}$/);
  return tokenOf(link);
}
const reset = (token: string) =>
  codeOf(visitor().post('account.reset_password', { token, password: newPassword }));
const signIn = (email: string, with_: string) =>
  codeOf(visitor().post('account.sign_in', { email, password: with_ }));

test('a reset link works once, ends all sessions, and is told by mail', async () => {
  const token = await resetToken('ana@example.org');
  const stored = JSON.stringify(await server.core.db.connection.collection('links').find().toArray());
  expect(stored).not.toContain(token);
  expect(await codeOf(ana.browser.post('session.list', {}))).toBe('ok');
  expect(await reset(token)).toBe('ok');
  expect(await reset(token)).toBe('link_expired');
  expect(await codeOf(ana.browser.post('session.list', {}))).toBe('unauthenticated');
  expect(await signIn('ana@example.org', password)).toBe('wrong_credentials');
  expect(await signIn('ana@example.org', newPassword)).toBe('ok');
  await mailbox.next('ana@example.org', /password .* was changed/);
});

test('twenty at once with one link: one', async () => {
  const token = await resetToken('ana@example.org');
  const codes = await Promise.all(Array.from({ length: 20 }, () => reset(token)));
  expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
  expect(codes.filter((code) => code === 'link_expired')).toHaveLength(19);
});

test('it ends: after 30 minutes, when a new one is made, when one signs in, when one is deactivated', async () => {
  const late = await resetToken('ana@example.org');
  server.turnClock(30 * minute);
  expect(await reset(late)).toBe('link_expired');

  const [older, newer] = [await resetToken('ana@example.org'), await resetToken('ana@example.org')];
  expect(await reset(older)).toBe('link_expired');
  await visitor().post('account.sign_in', { email: 'ana@example.org', password: newPassword });
  expect(await reset(newer)).toBe('link_expired');

  const last = await resetToken('ana@example.org');
  await olive.browser.post('people.deactivate', { memberId: ana.me.id });
  expect(await reset(last)).toBe('link_expired');
  await olive.browser.post('people.reactivate', { memberId: ana.me.id });
});

test('one mail a minute, and none to an address that nobody has', async () => {
  await resetToken('ana@example.org');
  const before = mailbox.letters.length;
  for (const email of ['ana@example.org', 'nobody@example.org'])
    await visitor().post('account.request_reset', { email });
  // A mail that comes after these two were worked off shows that they brought none.
  await olive.browser.post('invitation.create', { email: 'marker@example.org' });
  await mailbox.next('marker@example.org', /invites/);
  expect(mailbox.letters.slice(before)).toEqual([]);
});

test('the link’s origin is the configured one, whatever the headers say', async () => {
  const evil = 'evil.example.net';
  const tricks: Record<string, string>[] = [
    { host: evil },
    { host: `chat.example.org@${evil}` },
    { host: `chat.example.org.${evil}` },
    { host: `chat.example.org:443@${evil}` },
    { 'x-forwarded-host': evil },
    { 'x-forwarded-host': evil, 'x-forwarded-proto': 'http', 'x-forwarded-port': '81' },
    { forwarded: `host=${evil};proto=http` },
    { 'x-original-host': evil },
    { 'x-host': evil },
    { 'x-forwarded-server': evil },
    { 'x-original-url': `https://${evil}/reset` },
    { referer: `https://${evil}/` },
  ];
  for (const headers of tricks) {
    server.turnClock(minute + 1);
    await rawPost('account.request_reset', { email: 'ana@example.org' }, headers);
    const link = linkIn(await mailbox.next('ana@example.org', /new password/));
    expect(link, JSON.stringify(headers)).toMatch(/^https:\/\/chat\.example\.org\/reset#/);
  }
});

test('a new address counts once it is confirmed, and is told to the old one', async () => {
  const browser = visitor();
  await browser.post('account.sign_in', { email: 'ana@example.org', password: newPassword });
  const email = 'ana@example.com';
  expect(await codeOf(browser.post('account.change_email', { email, password }))).toBe('wrong_credentials');
  const unused = await resetToken('ana@example.org');
  await browser.post('account.change_email', { email, password: newPassword });
  const link = linkIn(await mailbox.next(email, /Confirm/));
  expect(link).toMatch(/^https:\/\/chat\.example\.org\/confirm#token=/);
  expect(await signIn('ana@example.org', newPassword)).toBe('ok');
  await visitor().post('account.confirm_email', { token: tokenOf(link) });
  expect(await codeOf(visitor().post('account.confirm_email', { token: tokenOf(link) }))).toBe(
    'link_expired',
  );
  await mailbox.next('ana@example.org', /address .* was changed/);
  expect(await signIn('ana@example.org', newPassword)).toBe('wrong_credentials');
  expect(await signIn(email, newPassword)).toBe('ok');
  expect(await reset(unused)).toBe('link_expired');
});

test('an address that is somebody’s gets the same answer; only its own mailbox is told', async () => {
  const answer = await ana.browser.send('account.sign_in', {
    email: 'ana@example.com',
    password: newPassword,
  });
  expect(answer.status).toBe(200);
  const free = await ana.browser.send('account.change_email', {
    email: 'free@example.com',
    password: newPassword,
  });
  const taken = await ana.browser.send('account.change_email', {
    email: 'olive@example.org',
    password: newPassword,
  });
  expect([taken.status, await taken.json()]).toEqual([free.status, await free.json()]);
  await mailbox.next('olive@example.org', /already have an account/);
});

test('two who want the same new address: the one who confirms first', async () => {
  const tokens: string[] = [];
  for (const person of [await join('first@example.org'), await join('second@example.org')]) {
    await person.browser.post('account.change_email', { email: 'same@example.org', password });
    tokens.push(tokenOf(linkIn(await mailbox.next('same@example.org', /Confirm/))));
  }
  const confirm = (token: string) => codeOf(visitor().post('account.confirm_email', { token }));
  expect((await Promise.all(tokens.map(confirm))).toSorted()).toEqual(['email_taken', 'ok']);
});

test('sign-up by domain: nothing is made before the address is confirmed', async () => {
  const zed = { name: 'Zed', email: 'zed@corp.example', password };
  expect(await codeOf(visitor().post('account.sign_up', zed))).toBe('forbidden');
  await olive.browser.post('workspace.update', { signUpDomains: ['corp.example'] });
  expect(await visitor().post('account.status', {})).toMatchObject({ signUpByDomain: true, mail: true });
  for (const email of ['zed@evil-corp.example', 'zed@corp.example.evil.example', 'zed@sub.corp.example']) {
    expect(await codeOf(visitor().post('account.sign_up', { ...zed, email })), email).toBe('forbidden');
  }
  expect(await visitor().post('account.sign_up', zed)).toEqual({ me: null, confirm: true });
  const token = tokenOf(linkIn(await mailbox.next(zed.email, /Confirm/)));
  expect(await signIn(zed.email, password)).toBe('wrong_credentials');
  expect(await visitor().post('account.confirm_email', { token })).toEqual({});
  expect(await signIn(zed.email, password)).toBe('ok');
  // Once there is an account the answer is the same, and its owner hears of it.
  expect(await visitor().post('account.sign_up', zed)).toEqual({ me: null, confirm: true });
  await mailbox.next(zed.email, /already have an account/);
});

test('a domain that was taken back lets nobody in who waits', async () => {
  const late = { name: 'Late', email: 'late@corp.example', password };
  await visitor().post('account.sign_up', late);
  const token = tokenOf(linkIn(await mailbox.next(late.email, /Confirm/)));
  await olive.browser.post('workspace.update', { signUpDomains: [] });
  expect(await codeOf(visitor().post('account.confirm_email', { token }))).toBe('link_expired');
  expect(await signIn(late.email, password)).toBe('wrong_credentials');
});

test('without mail the link goes to the log and to those who outrank its owner', async () => {
  const bare = await startServer();
  try {
    const owner = await setUpByOlive(bare);
    const admin = await invite(bare, owner, 'Ada', { role: 'admin' });
    const member = await invite(bare, owner, 'Sam');
    for (const { me } of [owner, member])
      await new Browser(bare.url).post('account.request_reset', { email: me.email! });
    const seenBy = async ({ browser }: Person) => (await browser.post('account.pending_links', {})).links;
    await expect.poll(async () => (await seenBy(owner)).length).toBe(2);
    // An admin who could read the owner's link would be the owner.
    const links = await seenBy(admin);
    expect(links).toEqual([
      { memberId: member.me.id, kind: 'reset', link: expect.any(String), expiresAt: expect.any(Number) },
    ]);
    expect(await codeOf(member.browser.post('account.pending_links', {}))).toBe('forbidden');
    const token = tokenOf(links[0]!.link);
    expect(bare.logged.filter((line) => line.includes(token))).toHaveLength(1);
    const rows = JSON.stringify(await bare.core.db.connection.collection('links').find().toArray());
    expect(rows).not.toContain(token);
    await new Browser(bare.url).post('account.reset_password', { token, password: newPassword });
    expect(await seenBy(admin)).toEqual([]);
  } finally {
    await bare.close();
  }
});

/** `fetch` does not let one set Host. */
function rawPost(name: string, input: unknown, headers: Record<string, string>): Promise<number> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        ...{ host: '127.0.0.1', port, method: 'POST', path: `/api/${name}` },
        headers: { 'content-type': 'application/json', 'x-atrium': '1', ...page, ...headers },
      },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
      },
    );
    request.once('error', reject);
    request.end(JSON.stringify(input));
  });
}
