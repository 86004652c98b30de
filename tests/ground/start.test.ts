import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startProcess, temporaryFolder } from './server-process.ts';

test('a bad setting stops the start with one sentence that names it', async () => {
  const server = startProcess({ PORT: 'eighty', DATA_DIR: temporaryFolder() });
  expect(await server.ended).toBe(1);
  expect(server.output()).toBe('PORT must be a port from 0 to 65535.\n');
});

test('a port that is taken is named', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const server = startProcess({ PORT: String(port), DATA_DIR: temporaryFolder() });
  expect(await server.ended).toBe(1);
  expect(server.output()).toBe(`PORT ${port} is taken by another program; set PORT to a free one.\n`);
});

test('the second start installs nothing and builds nothing', async () => {
  const settings = { DATA_DIR: temporaryFolder() };
  for (const _start of ['first', 'second']) {
    const { url, child, output, ended } = startProcess(settings, 'scripts/start.mjs');
    await url;
    // The tests have built it all before: neither start has anything to do.
    expect(output()).not.toMatch(/Install|Built/);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  }
});

test('a data folder keeps its engine, and another process on it is refused', async () => {
  const DATA_DIR = temporaryFolder();
  const first = startProcess({ DATA_DIR, PATH: '' });
  await first.url;
  expect(JSON.parse(readFileSync(join(DATA_DIR, 'engine.json'), 'utf8'))).toEqual({ engine: 'embedded' });

  const second = startProcess({ DATA_DIR, PATH: '' });
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(DATA_DIR);
  expect(second.output()).not.toContain('    at ');

  // The first was not disturbed, and its folder opens again after the hardest end.
  expect((await fetch(`${await first.url}/readyz`)).status).toBe(200);
  first.child.kill('SIGKILL');
  await first.ended;
  expect((await fetch(`${await startProcess({ DATA_DIR, PATH: '' }).url}/readyz`)).status).toBe(200);
});

test('MONGO_URL that names nothing reachable fails with a sentence', async () => {
  const server = startProcess({
    MONGO_URL: 'mongodb://127.0.0.1:9/?replicaSet=rs0',
    DATA_DIR: temporaryFolder(),
  });
  expect(await server.ended).toBe(1);
  expect(server.output()).toMatch(/^MONGO_URL cannot be reached: .+\n$/);
});
