/** A stock client that keeps every frame as it came, for those who ask what a person could have learnt from it. */
import { type ErrorBody, protocolVersion, type Reply } from '@atrium/shared';
import { io, type Socket } from 'socket.io-client';
import type { Key } from './agents.ts';

export type Cookie = string;
/** Raw text of what came in, acknowledgements included. */
export type Frames = string[];
export type Listening = { socket: Socket; frames: Frames } | { refused: Reply<unknown> };

export async function listen(url: string, { cookie, token }: Key): Promise<Listening> {
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth: { protocol: protocolVersion, ...(token ? { token } : {}) },
    extraHeaders: { origin: url, ...(cookie ? { cookie } : {}) },
  });
  const frames: Frames = [];
  socket.io.engine.on('packet', ({ data }: { data?: unknown }) => {
    if (data !== undefined)
      frames.push(typeof data === 'string' ? data : Buffer.from(data as never).toString());
  });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve({ socket, frames }));
    socket.once('connect_error', (error: Error & { data?: ErrorBody }) => {
      socket.disconnect();
      if (!error.data) return reject(error);
      resolve({ refused: { ok: false, error: error.data } });
    });
  });
}
