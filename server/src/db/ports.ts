import { once } from 'node:events';
import { createServer } from 'node:net';

/** Whether a port of the loopback address can be listened on. */
export async function isFree(port: number): Promise<boolean> {
  return listenOnce(port).then(
    () => true,
    () => false,
  );
}

/** A port of the loopback address that nobody listens on now. */
export async function freePort(): Promise<number> {
  return listenOnce(0);
}

/** Returns the port that it was given. */
async function listenOnce(wanted: number): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no loopback port is free');
  return address.port;
}
