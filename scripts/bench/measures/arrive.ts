/** What clients do who come to a server: connect, sign in, load the workspace, open a channel; to the bare one, connect. */
import { protocolVersion } from '@atrium/shared';
import type { Load } from '../load.ts';
import { seed } from '../seed.ts';
import { type AtriumOptions, type Server, startAtrium, startBare } from '../servers.ts';

/** People by index, `from` inclusive, `to` exclusive. */
export interface Who {
  from: number;
  to: number;
}

export interface Arrived {
  connectMs: number;
  loadMs: number;
  openMs: number;
  retried: number;
}

/** One of the two that are compared. */
export interface Side {
  start(): Promise<Server>;
  arrive(server: Server, who: Who): Promise<Arrived>;
}

const concurrency = 200;

/** Everybody in one large channel and in two of forty. */
export async function sides(
  load: Load,
  people: number,
  { profile }: { profile?: string } = {},
): Promise<{ bare: Side; atrium: Side }> {
  const indexes = Array.from({ length: people }, (_, index) => index);
  const small = (offset: number) =>
    Array.from({ length: people / 40 }, (_, room) =>
      indexes.slice(room * 40, room * 40 + 40).map((index) => (index + offset) % people),
    );
  const seeded = await seed({
    members: people,
    channels: [indexes, ...small(0), ...small(20)],
    messages: 30,
  });
  return {
    bare: bareSide(load),
    atrium: atriumSide(load, { seeded, ...(profile !== undefined && { profile }) }),
  };
}

function bareSide(load: Load): Side {
  return {
    start: startBare,
    arrive: async ({ port }, { from, to }) => {
      const auths = Array.from({ length: to - from }, () => ({ room: 'room' }));
      const { ms, retried } = await load.run('connect', { port, auths, concurrency });
      return { connectMs: ms, loadMs: 0, openMs: 0, retried };
    },
  };
}

function atriumSide(load: Load, options: AtriumOptions): Side {
  const { seeded } = options;
  return {
    start: () => startAtrium(options),
    arrive: async ({ port }, { from, to }) => {
      const auths = seeded.tokens.slice(from, to).map((token) => ({ protocol: protocolVersion, token }));
      const { ms, retried } = await load.run('connect', { port, auths, concurrency });
      const ask = async (name: string, input: object) => {
        const asked = await load.run('ask', { name, inputs: auths.map(() => input), concurrency });
        if (asked.failed.length > 0) throw new Error(`${name}: ${asked.failed.join(', ')}`);
        return asked.ms;
      };
      const loadMs = await ask('workspace.load', {});
      const openMs = await ask('channel.open', { channelId: seeded.channelIds[0], around: 'newest' });
      return { connectMs: ms, loadMs, openMs, retried };
    },
  };
}

/** A fresh server for some work, with nobody left on it and nothing left of it afterwards. */
export async function onServer<Result>(
  { start }: Side,
  load: Load,
  work: (server: Server) => Promise<Result>,
): Promise<Result> {
  const server = await start();
  try {
    return await work(server);
  } finally {
    await load.run('disconnect');
    await server.stop();
  }
}
