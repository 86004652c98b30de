import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { createDrain } from './drain.ts';

const silent = createLog({ LOG_LEVEL: 'silent' }, { write: () => undefined });

async function serve(listener: RequestListener) {
  const http = createServer(listener).listen(0, '127.0.0.1');
  await once(http, 'listening');
  return { http, drain: createDrain(http, silent), port: (http.address() as AddressInfo).port };
}

test('what is in flight is finished, new connections are refused', async () => {
  const waiting: ServerResponse[] = [];
  const { http, drain, port } = await serve((_request, response) => void waiting.push(response));
  const inFlight = fetch(`http://127.0.0.1:${port}`);
  await once(http, 'request');
  expect(drain.isDraining()).toBe(false);
  const drained = drain.run(10_000);
  expect(drain.isDraining()).toBe(true);
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  waiting[0]?.end('done');
  expect(await (await inFlight).text()).toBe('done');
  await drained;
});

test('steps run in order, and one that fails does not stop the next', async () => {
  const { drain } = await serve(() => undefined);
  const ran: string[] = [];
  drain.onDrain({ name: 'clients', run: async () => void ran.push('clients') });
  drain.onDrain({ name: 'broken', run: () => Promise.reject(new Error('broken')) });
  drain.onDrain({ name: 'flush', run: async () => void ran.push('flush') });
  await Promise.all([drain.run(10_000), drain.run(10_000)]);
  expect(ran).toEqual(['clients', 'flush']);
});

test('a client that never finishes is cut off after the limit', async () => {
  const { drain, port } = await serve(() => undefined);
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  const closed = once(socket, 'close');
  await drain.run(50);
  await closed;
  expect(socket.bytesRead).toBe(0);
});
