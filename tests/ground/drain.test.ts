import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startProcess, temporaryFolder } from './server-process.ts';

/** A request of which the last line is still to come: it is in flight until `finish`. */
async function beginRequest(url: string, path: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\n`);
  // Answered after those bytes were read: from here on the server knows of the request.
  await (await fetch(`${url}/healthz`)).text();
  return {
    socket,
    finish: async () => {
      const answer = readAll(socket);
      socket.write('\r\n');
      return answer;
    },
  };
}

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

async function untilRefused(url: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (
    await fetch(url).then(
      () => true,
      () => false,
    )
  ) {
    if (Date.now() > deadline) throw new Error('new connections are still accepted');
    await wait(10);
  }
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s finishes what is in flight and ends with 0', async (signal) => {
  const server = startProcess({ DATA_DIR: temporaryFolder(), DRAIN_MS: '60000' });
  const url = await server.url;
  const ready = await beginRequest(url, '/readyz');
  const page = await beginRequest(url, '/healthz');
  server.child.kill(signal);
  await untilRefused(url);
  const answer = await ready.finish();
  expect(answer).toContain('HTTP/1.1 503');
  expect(answer).toContain('"status":"draining"');
  expect(await page.finish()).toContain('HTTP/1.1 200');
  expect(await server.ended).toBe(0);
});

test('what does not finish is cut off after DRAIN_MS', async () => {
  const server = startProcess({ DATA_DIR: temporaryFolder(), DRAIN_MS: '200' });
  const { socket } = await beginRequest(await server.url, '/healthz');
  const closed = once(socket, 'close');
  server.child.kill('SIGTERM');
  await closed;
  expect(await server.ended).toBe(0);
});

test('a second Ctrl-C does not wait', async () => {
  const server = startProcess({ DATA_DIR: temporaryFolder(), DRAIN_MS: '600000' });
  const url = await server.url;
  await beginRequest(url, '/healthz');
  server.child.kill('SIGINT');
  await untilRefused(url);
  server.child.kill('SIGINT');
  expect(await server.ended).toBe(130);
});

test('SIGTERM to npm, whose shell does not pass it on, drains too', async () => {
  const DATA_DIR = temporaryFolder();
  // As npm does it: a shell that waits for the script.
  const shell = ['/bin/sh', '-c', '"$0" "$1"; true'];
  const server = startProcess(
    { DATA_DIR, DRAIN_MS: '60000', npm_lifecycle_event: 'start' },
    'scripts/start.mjs',
    shell,
  );
  const url = await server.url;
  const request = await beginRequest(url, '/readyz');
  server.child.kill('SIGKILL');
  await untilRefused(url);
  expect(await request.finish()).toContain('"status":"draining"');
  // Ends when the last process that holds its output does.
  await server.ended;
});
