/** Who may speak by HTTP: pages of ours, and programs with a token. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../accounts/browser.ts';
import { type Person, setUpByOlive, tokenOf } from '../accounts/people.ts';
import { startServer, type TestServer } from '../accounts/server.ts';

const ours = 'https://chat.example.org';
let server: TestServer;
let olive: Person;
beforeAll(async () => {
  server = await startServer({ settings: { PUBLIC_URL: ours } });
  const browser = new Browser(server.url, { origin: ours });
  const token = tokenOf(await server.firstRunLink());
  const person = { name: 'Olive', email: 'olive@example.org', password: 'a long enough one' };
  const { me } = await browser.post('account.set_up', { token, workspaceName: 'Atrium', ...person });
  olive = { browser, me };
});
afterAll(() => server.close());

/** Exactly these bytes: `fetch` would refuse or mend half of them. */
function rawRequest(
  lines: string[],
  body = '{"name":"Renamed"}',
): Promise<{ status: number; headers: string }> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      const head = [...lines, `content-length: ${Buffer.byteLength(body)}`, 'connection: close'];
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    });
    let answer = '';
    socket.setEncoding('latin1').on('data', (chunk) => (answer += chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      const [headers = ''] = answer.split('\r\n\r\n');
      resolve({ status: Number(headers.split(' ')[1]), headers: headers.toLowerCase() });
    });
  });
}

const basis = () => [
  'POST /api/profile.update HTTP/1.1',
  'host: chat.example.org',
  'content-type: application/json',
  `cookie: ${olive.browser.cookie}`,
];
const nameNow = async () => {
  const row = await server.core.db.connection.collection('members').findOne({ handle: 'olive' });
  return row?.['name'] as string;
};

const foreign = [
  'null',
  'https://evil.example.net',
  'https://chat.example.org.evil.example.net',
  'https://evil-chat.example.org',
  'https://evilchat.example.org',
  'https://sub.chat.example.org',
  'https://example.org',
  'https://chat.example',
  'http://chat.example.org',
  'https://chat.example.org:8443',
  'https://chat.example.org:443',
  'https://chat.example.org/',
  'https://chat.example.org.',
  'https://CHAT.example.org',
  'HTTPS://chat.example.org',
  'https://chat.example.org@evil.example.net',
  'https://evil.example.net@chat.example.org',
  'https://evil.example.net#https://chat.example.org',
  'https://evil.example.net/https://chat.example.org',
  'https://chat.example.org`.evil.example.net',
  'https://chat.example.org$.evil.example.net',
  'https://chat.example.org%00.evil.example.net',
  'https://chat.example.org, https://evil.example.net',
  'https://chаt.example.org',
  'https://xn--cht-5cd.example.org',
  'file://',
  'chrome-extension://abcdefghijklmnop',
  'capacitor://localhost',
  'http://localhost',
  'http://127.0.0.1',
  '*',
  '.*',
  `https://chat.example.org${'x'.repeat(4_096)}`,
];

describe('a cookie counts with our own origin only', () => {
  test('there are at least thirty others', () => {
    expect(new Set(foreign).size).toBeGreaterThanOrEqual(30);
  });

  test.each(foreign)('%.60s', async (origin) => {
    const { status, headers } = await rawRequest([...basis(), 'x-atrium: 1', `origin: ${origin}`]);
    expect(status).toBe(403);
    expect(headers).not.toContain('access-control-');
    expect(await nameNow()).toBe('Olive');
  });

  test('none, two, or the wrong sec-fetch-site', async () => {
    const proof = [...basis(), 'x-atrium: 1'];
    const cases = [
      proof,
      [...proof, `origin: ${ours}`, `origin: ${ours}`],
      [...proof, `origin: ${ours}`, 'origin: https://evil.example.net'],
      [...proof, `origin: ${ours}`, 'sec-fetch-site: cross-site'],
      [...proof, `origin: ${ours}`, 'sec-fetch-site: same-site'],
      [...proof, `origin: ${ours}`, 'sec-fetch-site: none'],
    ];
    for (const lines of cases) expect((await rawRequest(lines)).status, lines.join(' | ')).toBe(403);
    expect(await nameNow()).toBe('Olive');
  });

  test('not without the header that only a page of ours can set', async () => {
    expect((await rawRequest([...basis(), `origin: ${ours}`])).status).toBe(403);
    expect(await nameNow()).toBe('Olive');
  });

  test('ours, with it, does what it asks', async () => {
    const lines = [...basis(), 'x-atrium: 1', `origin: ${ours}`, 'sec-fetch-site: same-origin'];
    expect((await rawRequest(lines)).status).toBe(200);
    expect(await nameNow()).toBe('Renamed');
    expect((await rawRequest(lines, '{"name":"Olive"}')).status).toBe(200);
  });
});

test('signing in from another site’s page is refused, too', async () => {
  const lines = [
    'POST /api/account.sign_in HTTP/1.1',
    'host: chat.example.org',
    'content-type: application/json',
  ];
  const body = JSON.stringify({ email: 'olive@example.org', password: 'a long enough one' });
  expect((await rawRequest([...lines, 'x-atrium: 1', 'origin: https://evil.example.net'], body)).status).toBe(
    403,
  );
  expect((await rawRequest([...lines, `origin: ${ours}`], body)).status).toBe(403);
  // A program that has no page at all.
  const answer = await rawRequest([...lines, 'x-atrium: 1'], body);
  expect(answer.status).toBe(200);
});

test('the cookie over https: __Host-, Secure, HttpOnly, Lax, for no sub-domain', async () => {
  const browser = new Browser(server.url, { origin: ours });
  await browser.post('account.sign_in', { email: 'olive@example.org', password: 'a long enough one' });
  expect(browser.setCookies).toHaveLength(1);
  const [value, ...attributes] = browser.setCookies[0]!.split('; ');
  expect(value).toMatch(/^__Host-atrium_session=[\w.%-]+$/);
  expect(attributes.map((attribute) => attribute.toLowerCase()).toSorted()).toEqual([
    'httponly',
    'max-age=2592000',
    'path=/',
    'samesite=lax',
    'secure',
  ]);
  await browser.post('account.status', {});
  expect(browser.setCookies[0]).toMatch(
    /^__Host-atrium_session=.+; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
  );
  await browser.post('account.sign_out', {});
  expect(browser.setCookies[0]).toBe(
    '__Host-atrium_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure',
  );
});

test('without PUBLIC_URL: pages of this machine only, and only of the address that they call', async () => {
  const local = await startServer();
  try {
    const { browser } = await setUpByOlive(local);
    const { port } = new URL(local.url);
    const statusFor = async (origin: string) => (await browser.send('session.list', {}, { origin })).status;
    expect(await statusFor(`http://127.0.0.1:${port}`)).toBe(200);
    const refused = [
      `http://localhost:${port}`,
      `http://127.0.0.1:${Number(port) + 1}`,
      'http://127.0.0.1',
      `http://evil.example.net:${port}`,
      'null',
    ];
    for (const origin of refused) expect(await statusFor(origin), origin).toBe(403);
    await browser.post('account.sign_in', { email: 'olive@example.org', password: 'a long enough one' });
    expect(browser.setCookies[0]).toMatch(
      /^atrium_session=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  } finally {
    await local.close();
  }
});
