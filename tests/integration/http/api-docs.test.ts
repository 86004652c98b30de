import { errorCodes } from '@atrium/shared';
import { commands } from '@atrium/shared/commands';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type TestServer } from '../accounts/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const get = async (path: string) => fetch(`${server.url}${path}`);
type Json = { [key: string]: Json };

test('every command is in the document, with what goes in, what comes out and what it may be refused with', async () => {
  const response = await get('/api/openapi.json');
  expect(response.headers.get('content-type')).toContain('application/json');
  const document = (await response.json()) as Json;
  expect(document['openapi']).toBe('3.1.0');
  for (const { name, transport, access } of commands.values()) {
    const operation = document['paths']![`/api/${name}`]?.['post'];
    const socket = document['x-socket-commands']![name];
    expect(operation !== undefined, name).toBe(transport !== 'socket');
    expect(socket !== undefined, name).toBe(transport !== 'http');
    if (!operation) continue;
    expect(operation['requestBody']!['content']!['application/json']!['schema'], name).toMatchObject({
      type: 'object',
      additionalProperties: false,
    });
    expect(Object.keys(operation['responses']!)).toEqual(
      expect.arrayContaining(['200', '400', '429', '500', '503', ...(access === 'member' ? ['401'] : [])]),
    );
  }
  expect(Object.keys(document['x-socket-events']!).toSorted()).toEqual([
    'bye',
    'entries',
    'heads',
    'live',
    'me',
  ]);
});

test('every reference of the document leads somewhere', async () => {
  const text = await (await get('/api/openapi.json')).text();
  const { components } = JSON.parse(text) as { components: { schemas: object } };
  const names = new Set(Object.keys(components.schemas));
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target!);
  expect(references.length).toBeGreaterThan(50);
  for (const target of references)
    expect(names.has(target.replace('#/components/schemas/', '')), target).toBe(true);
});

test('the page names every command and code, has no script, no style of its own, and no dead link', async () => {
  const response = await get('/api');
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  const page = await response.text();
  for (const name of commands.keys()) expect(page, name).toContain(`id="${name}"`);
  for (const code of Object.keys(errorCodes)) expect(page).toContain(`id="error-${code}"`);
  expect(page).not.toMatch(/<script|<style|\sstyle=|\son\w+=|javascript:/i);
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids, `#${target}`).toContain(target);
  const css = await get('/api/docs.css');
  expect(css.headers.get('content-type')).toContain('text/css');
  expect(await css.text()).not.toMatch(/url\(|@import/);
});
