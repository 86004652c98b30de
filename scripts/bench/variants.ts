/** The servers that take part in a round, ready for the same load. */
import { protocolVersion } from '@atrium/shared';
import type { Load } from './load.ts';
import type { Seeded } from './seed.ts';
import { type Server, startAtrium, startBare, startStoring } from './servers.ts';
import type { Room } from './traffic.ts';
import { settle, warmUp } from './warm-up.ts';

export type VariantName = 'bare' | 'bare again' | 'atrium';

export interface Variant<Name extends string = VariantName> {
  name: Name;
  start(): Promise<Server>;
  /** What each client says in its handshake. */
  auths: ({ protocol: number; token: string } | { room: string })[];
  rooms: Room[];
  /** In which messages go about before any that count. */
  warmRooms: Room[];
}

export interface VariantOptions {
  /** How many of the rooms, the last ones, are there to warm up in. */
  warming?: number;
  profile?: string | undefined;
}

/** @param people who is in which room, by index of the client; a client is in one room */
export function variants(
  seeded: Seeded,
  people: number[][],
  { warming = 0, profile }: VariantOptions = {},
): Variant[] {
  const clients = people.flat().length;
  const roomOf = (client: number) => `room-${people.findIndex((room) => room.includes(client))}`;
  const bareAuths = Array.from({ length: clients }, (_, client) => ({ room: roomOf(client) }));
  const roomsBy = (id: (index: number) => string) => {
    const all = people.map((members, index) => ({ id: id(index), clients: members }));
    const warmRooms = all.splice(all.length - warming);
    // A profile is of the rooms alone.
    return { rooms: all, warmRooms: profile === undefined ? warmRooms : [] };
  };
  const bare = { start: () => startBare(), auths: bareAuths, ...roomsBy((index) => `room-${index}`) };
  return [
    { name: 'bare', ...bare },
    {
      name: 'atrium',
      start: () => startAtrium({ seeded, ...(profile === undefined ? {} : { profile }) }),
      auths: seeded.tokens.map((token) => ({ protocol: protocolVersion, token })),
      ...roomsBy((index) => seeded.channelIds[index] ?? ''),
    },
    { name: 'bare again', ...bare },
  ];
}

/** Bare Socket.IO that writes to the embedded engine first, and does nothing else of what Atrium does. */
export function storingVariant([bare]: readonly Variant[]): Variant<'storing'> {
  if (bare?.name !== 'bare') throw new TypeError('the first of the variants is the bare one');
  return { ...bare, name: 'storing', start: startStoring };
}

/** A fresh process, all clients connected, warm where there are rooms for it, rooms known. */
export async function withServer<Result>(
  variant: Variant<string>,
  load: Load,
  work: (server: Server) => Promise<Result>,
): Promise<Result> {
  const server = await variant.start();
  try {
    await load.run('connect', { port: server.port, auths: variant.auths, concurrency: 100 });
    await settle();
    const protocol = variant.name === 'atrium' ? 'atrium' : 'bare';
    if (variant.warmRooms.length > 0) await warmUp(load, protocol, variant.warmRooms);
    await load.run('rooms', { protocol, rooms: variant.rooms });
    return await work(server);
  } finally {
    await load.run('disconnect');
    await server.stop();
  }
}
