/** What a client does that comes to a server: connects, signs in, loads the workspace, opens a channel; to the bare one, it connects. */
import { protocolVersion } from '@atrium/shared';
import type { Connected } from '../generator.ts';
import type { Load } from '../load.ts';
import { seed } from '../seed.ts';
import { type AtriumOptions, type Server, startAtrium, startBare } from '../servers.ts';

/** People by index, `from` inclusive, `to` exclusive. */
export interface Who {
  from: number;
  to: number;
}

/** One of the two that are compared. */
export interface Side {
  start(): Promise<Server>;
  arrive(server: Server, who: Who): Promise<Connected>;
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
      return load.run('connect', { port, auths, concurrency });
    },
  };
}

function atriumSide(load: Load, options: AtriumOptions): Side {
  const { seeded } = options;
  return {
    start: () => startAtrium(options),
    arrive: async ({ port }, { from, to }) => {
      const auths = seeded.tokens.slice(from, to).map((token) => ({ protocol: protocolVersion, token }));
      const questions = [
        { name: 'workspace.load', input: {} },
        { name: 'channel.open', input: { channelId: seeded.channelIds[0], around: 'newest' } },
      ];
      return load.run('connect', { port, auths, concurrency, questions });
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
