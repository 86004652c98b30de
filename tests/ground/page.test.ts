import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, createApp } from '../../server/src/app.ts';
import { readConfig } from '../../server/src/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'atrium-page-'));
let app: App;
const get = (path: string, headers: Record<string, string> = {}) => fetch(app.url + path, { headers });
const page = { accept: 'text/html' };

beforeAll(async () => {
  app = await createApp(readConfig({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent' }));
});

afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

test('every route of the client gives the page, asked for anew each time', async () => {
  for (const path of ['/', '/c/general', '/c/general/17', '/threads', '/people/olive']) {
    const answer = await get(path, page);
    expect([path, answer.status, answer.headers.get('cache-control')]).toEqual([path, 200, 'no-cache']);
    expect(await answer.text()).toContain('<div id="root">');
  }
});

test('what the page loads is kept for ever and comes compressed', async () => {
  const html = await (await get('/', page)).text();
  const [, script = ''] = /<script[^>]+src="(\/assets\/[^"]+\.js)"/.exec(html) ?? [];
  expect(script).not.toBe('');
  const answer = await get(script, { 'accept-encoding': 'gzip' });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(answer.headers.get('content-encoding')).toBe('gzip');
});

test('an unknown path of the API or of the assets is not the page', async () => {
  for (const path of ['/api/nothing', '/assets/nothing.js', '/assets/../../package.json', '/.build-stamp']) {
    const answer = await get(path);
    expect([path, answer.status]).toEqual([path, 404]);
    expect(await answer.json()).toMatchObject({
      error: { code: 'not_found', requestId: expect.stringMatching(/.{36}/) },
    });
  }
});

test('a path that cannot be read is the fault of who sent it', async () => {
  const answer = await get('/%E0%A4%A', page);
  expect([answer.status, await answer.json()]).toMatchObject([400, { error: { code: 'invalid_input' } }]);
});

describe('headers', () => {
  test('nothing inline and nothing foreign runs', async () => {
    const policy = (await get('/', page)).headers.get('content-security-policy') ?? '';
    const directives = Object.fromEntries(
      policy.split(';').map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]),
    );
    expect(directives).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'connect-src': "'self'",
      'object-src': "'none'",
      'frame-ancestors': "'none'",
      'base-uri': "'none'",
    });
    expect(policy).not.toMatch(/unsafe-|\*|https?:/);
  });

  test('no framing, no sniffing, no referrer, no banner', async () => {
    const { headers } = await get('/', page);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});

test('an unexpected id in a request header does not become ours', async () => {
  const answer = await get('/', { ...page, 'x-request-id': 'forged' });
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});
