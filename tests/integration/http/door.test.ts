import { commands } from '@atrium/shared/commands';
import { limits } from '@atrium/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser } from '../accounts/browser.ts';
import { type Person, setUpByOlive } from '../accounts/people.ts';
import { handlers } from '../../../server/src/commands.ts';
import { startServer, type TestServer } from '../accounts/server.ts';
import { databaseState } from '../accounts/database-state.ts';

let server: TestServer;
let olive: Person;
beforeAll(async () => {
  server = await startServer();
  olive = await setUpByOlive(server);
});
afterAll(() => server.close());

const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string; requestId: string } }).error;

test('a refusal has its code’s status, the request’s id, and is kept by nobody', async () => {
  const response = await new Browser(server.url).send('session.list', {});
  const error = await errorOf(response);
  expect(response.status).toBe(401);
  expect(error).toMatchObject({ code: 'unauthenticated', retryable: false });
  expect(response.headers.get('x-request-id')).toBe(error.requestId);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

test('a request’s id is ours, not the caller’s', async () => {
  const response = await olive.browser.send('session.list', {}, { 'x-request-id': 'mine' });
  expect(response.status).toBe(200);
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test('only JSON', async () => {
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'text/json',
    '',
  ];
  for (const type of types) {
    const response = await olive.browser.send('session.list', '{}', { 'content-type': type });
    expect([response.status, (await errorOf(response)).code], type).toEqual([400, 'invalid_input']);
  }
  const withCharset = await olive.browser.send('session.list', '{}', {
    'content-type': 'application/json; charset=utf-8',
  });
  expect(withCharset.status).toBe(200);
});

test('what is no JSON, or no object, is invalid', async () => {
  for (const body of ['{', '{"a":}', '[1', 'undefined', '"text"', 'null', '1', '[]', '{}{}']) {
    const response = await olive.browser.send('session.list', body);
    expect([response.status, (await errorOf(response)).code], body).toEqual([400, 'invalid_input']);
  }
});

test('a body at the limit is read, one above is not', async () => {
  const bodyOf = (size: number) => {
    const empty = JSON.stringify({ filler: '' });
    return JSON.stringify({ filler: 'x'.repeat(size - empty.length) });
  };
  const at = await olive.browser.send('session.list', bodyOf(limits.httpBodyBytesMax));
  expect((await errorOf(at)).code).toBe('invalid_input');
  const above = await olive.browser.send('session.list', bodyOf(limits.httpBodyBytesMax + 1));
  expect([above.status, (await errorOf(above)).code]).toEqual([413, 'too_large']);
  const deep = await olive.browser.send('session.list', `{"a":${'['.repeat(60_000)}${']'.repeat(60_000)}}`);
  expect((await errorOf(deep)).code).toBe('invalid_input');
  const packed = await olive.browser.send('session.list', '{}', { 'content-encoding': 'gzip' });
  expect(packed.status).toBe(400);
});

test('names that are no command’s, also those that every object has', async () => {
  const names = [
    ...[
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      'valueOf',
      'then',
      'prototype',
      '__defineGetter__',
    ],
    ...[
      'account',
      'account.',
      '.status',
      'account.nothing',
      'ACCOUNT.STATUS',
      'account.status ',
      'account.status%00',
      '%2e%2e',
      'x'.repeat(2_000),
    ],
  ];
  for (const name of names) {
    const response = await olive.browser.send(encodeURIComponent(name), {});
    expect([response.status, (await errorOf(response)).code], name).toEqual([404, 'unknown_command']);
  }
});

test('GET, HEAD and the like change nothing on any path', async () => {
  const before = await databaseState(server);
  for (const name of commands.keys()) {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']) {
      const headers = {
        cookie: olive.browser.cookie,
        origin: server.url,
        'x-atrium': '1',
        'content-type': 'application/json',
      };
      const response = await fetch(`${server.url}/api/${name}`, { method, headers });
      expect(response.status, `${method} ${name}`).toBe(404);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
  }
  expect(await databaseState(server)).toEqual(before);
});

test('every command that changes something refuses a cookie without its proof', async () => {
  const before = await databaseState(server);
  for (const { name } of handlers) {
    const response = await fetch(`${server.url}/api/${name}`, {
      method: 'POST',
      headers: { cookie: olive.browser.cookie, 'content-type': 'application/json' },
      body: '{}',
    });
    expect([response.status, (await errorOf(response)).code], name).toEqual([403, 'origin_refused']);
  }
  expect(await databaseState(server)).toEqual(before);
});

test('a database that does not answer is no reason to let somebody in, nor to sign them out', async () => {
  const own = await startServer();
  const { browser, me } = await setUpByOlive(own);
  const { sessions } = own.core.auth;
  const find = sessions.find;
  own.core.auth.forget(me.id);
  Object.assign(sessions, { find: () => Promise.reject(new Error('no server')) });
  const response = await browser.send('session.list', {});
  expect([response.status, (await errorOf(response)).code]).toEqual([503, 'retry_later']);
  expect(browser.setCookies).toEqual([]);
  Object.assign(sessions, { find });
  expect((await browser.send('session.list', {})).status).toBe(200);
  await own.close();
});

test('too much is answered with when to come back', async () => {
  const strict = await startServer({ rateLimits: 'on' });
  try {
    const zed = new Browser(strict.url);
    const answers: Response[] = [];
    for (let n = 0; n < 40; n += 1) {
      answers.push(await zed.send('account.sign_in', { email: `guess${n}@example.org`, password: 'guess' }));
    }
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(answers[0]?.status).toBe(401);
    const last = refused.at(-1)!;
    const { error } = (await last.json()) as { error: { code: string; retryAfterMs: number } };
    expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
    expect(Number(last.headers.get('retry-after'))).toBe(Math.ceil(error.retryAfterMs / 1000));
    // Another address in a header does not make it another visitor.
    const trick = await zed.send(
      'account.sign_in',
      { email: 'x@example.org', password: 'guess' },
      { 'x-forwarded-for': '203.0.113.9' },
    );
    expect(trick.status).toBe(429);
  } finally {
    await strict.close();
  }
});
