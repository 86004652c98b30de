/** The same person over both transports, as a stranger's program would come: real requests, real sockets. */
import { type Cookie, type Frames, listen } from './listener.ts';
import type { Reply } from '@atrium/shared';
import type { Socket } from 'socket.io-client';

export type Transport = 'http' | 'socket';

/** How somebody proves who they are. */
export interface Key {
  cookie?: Cookie;
  token?: string;
}

export class Agent {
  readonly url: string;
  readonly key: Key;
  #socket: Promise<{ socket: Socket; frames: Frames } | { refused: Reply<unknown> }> | null = null;

  constructor(url: string, key: Key) {
    this.url = url;
    this.key = key;
  }

  send(transport: Transport, name: string, input: unknown): Promise<Reply<unknown>> {
    return transport === 'http' ? this.#overHttp(name, input) : this.#overSocket(name, input);
  }

  async #overHttp(name: string, input: unknown): Promise<Reply<unknown>> {
    const { cookie, token } = this.key;
    const response = await fetch(`${this.url}/api/${name}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-atrium': '1',
        origin: this.url,
        ...(cookie ? { cookie } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify(input),
    });
    const body = (await response.json()) as { error?: never };
    return body.error ? { ok: false, error: body.error } : { ok: true, result: body };
  }

  async #overSocket(name: string, input: unknown): Promise<Reply<unknown>> {
    const connection = await this.connect();
    if ('refused' in connection) return connection.refused;
    return (await connection.socket.timeout(20_000).emitWithAck(name, input)) as Reply<unknown>;
  }

  /** Connects once. Whoever is not let in gets the same answer to every command. */
  connect() {
    return (this.#socket ??= listen(this.url, this.key));
  }

  async close(): Promise<void> {
    const connection = await this.#socket;
    if (connection && 'socket' in connection) connection.socket.disconnect();
  }
}

/** Runs everything, so many at a time. */
export async function inParallel<Item>(
  items: readonly Item[],
  atOnce: number,
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await run(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
