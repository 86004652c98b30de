import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Gauge } from 'prom-client';
import { afterEach, expect, test } from 'vitest';
import { createMetrics } from '../metrics.ts';
import { createHealth } from './health.ts';

const metricsToken = 'a-token-of-some-length';
const opened: { close(): void }[] = [];

afterEach(() => opened.splice(0).forEach((server) => server.close()));

async function serve(options: { isDraining?: () => boolean } = {}) {
  const metrics = createMetrics();
  const health = createHealth({ isDraining: () => false, metrics, metricsToken, ...options });
  const server = createServer(express().use(health.router)).listen(0, '127.0.0.1');
  opened.push(server);
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const get = (path: string, headers: Record<string, string> = {}) => fetch(url + path, { headers });
  return { get, health, metrics };
}

test('alive whatever else is wrong', async () => {
  const { get, health } = await serve({ isDraining: () => true });
  health.addCheck({ name: 'database', check: () => Promise.reject(new Error('down')) });
  expect((await get('/healthz')).status).toBe(200);
});

test('ready while every part answers, and says which does not', async () => {
  const { get, health } = await serve();
  let up = true;
  health.addCheck({ name: 'database', check: async () => undefined });
  health.addCheck({
    name: 'redis',
    check: () => (up ? Promise.resolve() : Promise.reject(new Error('down'))),
  });
  const ready = await get('/readyz');
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', failing: [] }]);
  up = false;
  const failing = await get('/readyz');
  expect([failing.status, await failing.json()]).toEqual([503, { status: 'not_ready', failing: ['redis'] }]);
});

test('a part that hangs is a part that does not answer', async () => {
  const { get, health } = await serve();
  health.addCheck({ name: 'database', check: () => new Promise(() => undefined) });
  expect((await get('/readyz')).status).toBe(503);
});

test('not ready while draining', async () => {
  let draining = false;
  const { get } = await serve({ isDraining: () => draining });
  expect((await get('/readyz')).status).toBe(200);
  draining = true;
  const answer = await get('/readyz');
  expect([answer.status, await answer.json()]).toEqual([503, { status: 'draining', failing: [] }]);
});

test("metrics hold the process's figures and the server's own", async () => {
  const { get, metrics } = await serve();
  new Gauge({ name: 'atrium_sockets', help: 'Open sockets.', registers: [metrics.registry] }).set(3);
  const answer = await get('/metrics');
  expect(answer.headers.get('content-type')).toContain('text/plain');
  const text = await answer.text();
  expect(text).toContain('atrium_sockets 3');
  expect(text).toContain('process_resident_memory_bytes');
});

test('metrics are for the machine itself, or for who has the token', async () => {
  const { get } = await serve();
  // A proxy on this machine: the visitor behind it is not local.
  const proxied = { 'x-forwarded-for': '203.0.113.7' };
  expect((await get('/metrics')).status).toBe(200);
  expect((await get('/metrics', proxied)).status).toBe(404);
  expect((await get('/metrics', { ...proxied, authorization: `Bearer ${metricsToken}x` })).status).toBe(404);
  expect((await get('/metrics', { ...proxied, authorization: `Bearer ${metricsToken}` })).status).toBe(200);
});
