import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limits } from '@atrium/shared';
import { Browser, codeOf } from './browser.ts';
import { invite, password, type Person, setUpByOlive } from './people.ts';
import { startServer, type TestServer } from './server.ts';

let server: TestServer;
let olive: Person;
beforeAll(async () => {
  server = await startServer();
  olive = await setUpByOlive(server);
  await invite(server, olive, 'Ana');
});
afterAll(() => server.close());

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

async function signIn(email: string, headers: Record<string, string> = {}): Promise<Browser> {
  const browser = new Browser(server.url, headers);
  await browser.post('account.sign_in', { email, password });
  return browser;
}

test('a session is known by its device, and ends by itself alone when signed out', async () => {
  const ana = await signIn('ana@example.org');
  await ana.post('account.sign_out_everywhere', {});
  const second = await signIn('ANA@example.org', { 'user-agent': firefox });
  const { sessions } = await second.post('session.list', {});
  expect(sessions).toHaveLength(2);
  expect(sessions.find(({ current }) => current)).toMatchObject({
    device: 'Firefox on Linux',
    address: '127.0.0.1',
  });
  await second.post('account.sign_out', {});
  expect(second.cookie).toBe('');
  expect(await codeOf(second.post('session.list', {}))).toBe('unauthenticated');
  expect((await ana.post('session.list', {})).sessions).toHaveLength(1);
});

test('a signed-out cookie that somebody kept opens nothing', async () => {
  const ana = await signIn('ana@example.org');
  const kept = ana.cookie;
  await ana.post('account.sign_out', {});
  ana.cookie = kept;
  expect(await codeOf(ana.post('session.list', {}))).toBe('unauthenticated');
});

test('one session ends another, but nobody else’s; its connections are told', async () => {
  const [ana, other] = [await signIn('ana@example.org'), await signIn('ana@example.org')];
  const { sessions } = await other.post('session.list', {});
  const current = sessions.find((session) => session.current)!;
  expect(await codeOf(olive.browser.post('session.revoke', { id: current.id }))).toBe('not_found');
  expect(await codeOf(other.post('session.list', {}))).toBe('ok');
  await ana.post('session.revoke', { id: current.id });
  expect(await codeOf(other.post('session.list', {}))).toBe('unauthenticated');
  expect(server.feedRecord.ended).toContainEqual({ memberId: expect.anything(), sessionId: current.id });
});

test('everywhere but here', async () => {
  const [ana, other] = [await signIn('ana@example.org'), await signIn('ana@example.org')];
  const { ended } = await ana.post('account.sign_out_everywhere', {});
  expect(ended).toBeGreaterThanOrEqual(1);
  expect(await codeOf(other.post('session.list', {}))).toBe('unauthenticated');
  expect((await ana.post('session.list', {})).sessions).toHaveLength(1);
});

test('a member has at most so many sessions; the oldest ends', async () => {
  const first = await signIn('olive@example.org');
  for (let n = 0; n < limits.sessionsPerMember - 1; n += 1) await signIn('olive@example.org');
  expect(await codeOf(first.post('session.list', {}))).toBe('ok');
  const last = await signIn('olive@example.org');
  expect((await last.post('session.list', {})).sessions).toHaveLength(limits.sessionsPerMember);
  expect(await codeOf(first.post('session.list', {}))).toBe('unauthenticated');
  olive.browser.cookie = last.cookie;
});

test('signing in makes a new token, whatever cookie the browser came with', async () => {
  const browser = new Browser(server.url);
  browser.cookie = 'atrium_session=planted.by-somebody';
  await browser.post('account.sign_in', { email: 'ana@example.org', password });
  const first = browser.cookie;
  expect(first).not.toContain('planted');
  await browser.post('account.sign_in', { email: 'ana@example.org', password });
  expect(browser.cookie).not.toBe(first);
  const kept = new Browser(server.url);
  kept.cookie = first;
  expect(await codeOf(kept.post('session.list', {}))).toBe('unauthenticated');
});

test('a new password ends all other sessions', async () => {
  const sam = await invite(server, olive, 'Sam');
  const other = await signIn('sam@example.org');
  const change = { current: 'not this one', password: 'another long one' };
  expect(await codeOf(sam.browser.post('account.change_password', change))).toBe('wrong_credentials');
  await sam.browser.post('account.change_password', { ...change, current: password });
  expect(await codeOf(sam.browser.post('session.list', {}))).toBe('ok');
  expect(await codeOf(other.post('session.list', {}))).toBe('unauthenticated');
  expect(await codeOf(signIn('sam@example.org'))).toBe('wrong_credentials');
});

describe('what the database holds', () => {
  test('is neither a password nor anything that a cookie can be made of', async () => {
    const ana = await signIn('ana@example.org');
    const { connection } = server.core.db;
    const names = (await connection.listCollections()).map(({ name }) => name);
    const rows = await Promise.all(names.map((name) => connection.collection(name).find().toArray()));
    const all = JSON.stringify(rows);
    const [token = '', signature = ''] = decodeURIComponent(ana.cookie.split('=')[1]!).split('.');
    expect(token).toHaveLength(32);
    for (const secret of [token, signature, password]) expect(all).not.toContain(secret);
    const hashes = rows.flat().flatMap((row) => row['password'] ?? []);
    expect(hashes.length).toBeGreaterThan(1);
    for (const hash of hashes) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test('a token without this server’s signature is no cookie', async () => {
    const ana = await signIn('ana@example.org');
    const [name, value = ''] = ana.cookie.split('=');
    const [token] = decodeURIComponent(value).split('.');
    for (const forged of [
      token,
      `${token}.`,
      `${token}.${'A'.repeat(43)}=`,
      `${value}x`,
      value.slice(0, -4),
    ]) {
      const thief = new Browser(server.url);
      thief.cookie = `${name}=${forged}`;
      expect(await codeOf(thief.post('session.list', {})), String(forged)).toBe('unauthenticated');
    }
    expect(await codeOf(ana.post('session.list', {}))).toBe('ok');
  });
});

test('a session that nobody uses ends after its time, one that is used goes on until the last day', async () => {
  const own = await startServer();
  try {
    const idle = await setUpByOlive(own);
    const used = new Browser(own.url);
    await used.post('account.sign_in', { email: 'olive@example.org', password });
    const day = 24 * 3_600_000;
    const { connection } = own.core.db;
    // The library looks at the real clock, so that time passes for the rows instead.
    const pass = async (ms: number) => {
      own.core.auth.forget(idle.me.id);
      const rows = await connection.collection('auth_sessions').find().toArray();
      for (const { _id, createdAt, updatedAt, expiresAt } of rows) {
        const earlier = (date: Date) => new Date(date.getTime() - ms);
        const times = {
          createdAt: earlier(createdAt),
          updatedAt: earlier(updatedAt),
          expiresAt: earlier(expiresAt),
        };
        await connection.collection('auth_sessions').updateOne({ _id }, { $set: times });
      }
    };
    const inUse = () =>
      connection
        .collection('auth_sessions')
        .countDocuments({ updatedAt: { $gt: new Date(Date.now() - day) } });
    for (let passed = 0; passed < limits.sessionMsMax; passed += limits.sessionMs - day) {
      await pass(limits.sessionMs - day);
      const last = passed + limits.sessionMs - day >= limits.sessionMsMax;
      expect(await codeOf(used.post('session.list', {})), `${passed / day} days`).toBe(
        last ? 'unauthenticated' : 'ok',
      );
      if (!last) await expect.poll(inUse).toBe(1);
    }
    expect(await codeOf(idle.browser.post('session.list', {}))).toBe('unauthenticated');
  } finally {
    await own.close();
  }
});

test('a deactivation and a sign-in at the same time leave no session', async () => {
  const zed = await invite(server, olive, 'Zed');
  for (let round = 0; round < 12; round += 1) {
    const browsers = Array.from({ length: 3 }, () => new Browser(server.url));
    const signIns = browsers.map((browser) =>
      browser.send('account.sign_in', { email: 'zed@example.org', password }),
    );
    await Promise.all([...signIns, olive.browser.post('people.deactivate', { memberId: zed.me.id })]);
    expect(await server.core.auth.sessions.list(zed.me.id), `round ${round}`).toEqual([]);
    for (const browser of browsers) expect(await codeOf(browser.post('session.list', {}))).not.toBe('ok');
    await olive.browser.post('people.reactivate', { memberId: zed.me.id });
  }
}, 60_000);

test('what another node revoked ends here, too, without a word from it', async () => {
  const other = await startServer({ beside: server });
  try {
    const ana = await signIn('ana@example.org');
    const there = new Browser(other.url);
    there.cookie = ana.cookie;
    expect(await codeOf(there.post('session.list', {}))).toBe('ok');
    await ana.post('account.sign_out', {});
    await expect
      .poll(() => codeOf(there.post('session.list', {})), { timeout: 15_000, interval: 500 })
      .toBe('unauthenticated');
  } finally {
    await other.close();
  }
});
