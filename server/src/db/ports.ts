import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Whether a port of the loopback address can be listened on. */
export async function isFree(port: number): Promise<boolean> {
  return listenOnce(port).then(
    () => true,
    () => false,
  );
}

/** Under what Linux (from 32768), macOS and Windows (from 49152) give to outgoing connections, over what servers have by custom. */
const lowest = 20_000;
const highest = 32_767;
const attempts = 100;

/**
 * A port of the loopback address that nobody listens on now, and that no outgoing connection gets: whoever wants it again
 * after a restart would find it taken, for as long as the connection lasts and a minute more.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const port = randomInt(lowest, highest + 1);
    if (await isFree(port)) return port;
  }
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
