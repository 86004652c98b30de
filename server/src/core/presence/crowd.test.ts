/** Many who come at once to one large channel: everybody is told of everybody, soon, and in packets that can be borne. */
import type { LivePacket, MemberId } from '@atrium/shared';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChannelFeed } from '../delivery/channel-feed.ts';
import { createPresenceBoard, type LocalPresence } from './create.ts';

const people = 3_000;
/** Above which a packet holds up a connection that has other things to say. */
const packetMax = 200;
let board: LocalPresence;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  board.close();
  vi.useRealTimers();
});

test(`${people} people`, async () => {
  const ids = Array.from({ length: people }, (_, index) => `member-${index}` as MemberId);
  const heard = new Map<MemberId, Set<MemberId>>();
  let largest = 0;
  const member = (memberId: MemberId) => {
    const known = new Set<MemberId>();
    heard.set(memberId, known);
    const pushLive = (frame: Buffer) => {
      const { presence = [] } = frame as unknown as LivePacket;
      largest = Math.max(largest, presence.length);
      for (const one of presence) known.add(one.memberId);
    };
    return { memberId, readers: [{ memberId, onlyChannels: null, pushLive }] };
  };
  // A few of the readers stand for all: each would be pushed the same frames.
  const members = new Map(
    ids.map((id, index) => [id, index % 500 === 0 ? member(id) : { memberId: id, readers: [] }]),
  );
  const standings = new Map(ids.map((id) => [id, {}]));
  const feeds = [{ journal: { state: { standings } }, members }] as unknown as ChannelFeed[];
  board = createPresenceBoard({
    delivery: { feed: () => undefined, feeds: () => feeds.values() as never },
    encode: (_name, packet) => packet as never,
    clock: Date.now,
    dndOf: async () => new Map(),
    failed: (error) => {
      throw error;
    },
  });
  for (const id of ids) board.connected(id, `tab of ${id}`);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(largest).toBeLessThanOrEqual(packetMax);
  expect([...heard.values()].map((known) => known.size)).toEqual([...heard].map(() => people));
});
