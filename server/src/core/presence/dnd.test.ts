/** Who is shown that somebody does not want to be disturbed, and who is told when that is over. */
import type { LivePacket, MemberId, Presence } from '@atrium/shared';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChannelFeed } from '../delivery/channel-feed.ts';
import { createPresenceBoard, type LocalPresence, type PresenceOptions } from './create.ts';

const [olive, mo, ana, zed] = ['olive', 'mo', 'ana', 'zed'] as [MemberId, MemberId, MemberId, MemberId];
const hourMs = 3_600_000;

let boards: LocalPresence[] = [];
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  for (const board of boards) board.close();
  boards = [];
  vi.useRealTimers();
});

/** A node to which Ana and Zed are connected. Olive, Mo and Ana share a channel; Zed is alone in another. */
function startNode(dnd: ReadonlyMap<MemberId, number>) {
  const told: Record<MemberId, Presence[]> = { [ana]: [], [zed]: [] };
  const readerOf = (memberId: MemberId) => ({
    memberId,
    readers: [
      {
        ...{ memberId, onlyChannels: null },
        pushLive: (frame: Buffer) => {
          const { presence = [] } = JSON.parse(frame.toString()) as LivePacket;
          told[memberId]?.push(...presence);
        },
      },
    ],
  });
  const feedOf = (people: MemberId[], here: MemberId) => ({
    journal: { state: { standings: new Map(people.map((memberId) => [memberId, {}])) } },
    members: new Map([[here, readerOf(here)]]),
  });
  const feeds = [feedOf([olive, mo, ana], ana), feedOf([zed], zed)] as unknown as ChannelFeed[];
  const board = createPresenceBoard({
    delivery: { feed: () => undefined, feeds: () => feeds.values() as never },
    encode: (_name, packet) => Buffer.from(JSON.stringify(packet)),
    clock: Date.now,
    dndOf: async (asked) =>
      new Map([...dnd].filter(([memberId]) => asked === 'all' || asked.includes(memberId))),
    failed: (error) => {
      throw error;
    },
  } satisfies PresenceOptions);
  boards.push(board);
  return { board, told };
}

const marks = (presence: readonly Presence[] | undefined) =>
  presence?.map(({ memberId, dnd }) => `${memberId} ${dnd ? 'rests' : 'is back'}`);

test('they are told that it has begun, and that its time is over: nobody else, and nothing in between', async () => {
  const { board, told } = startNode(new Map());
  board.setDnd(olive, Date.now() + hourMs);
  board.setDnd(mo, Date.now() + 2 * hourMs);
  await vi.advanceTimersByTimeAsync(hourMs - 2_000);
  expect(marks(told[ana])).toEqual(['olive rests', 'mo rests']);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(marks(told[ana])?.slice(2)).toEqual(['olive is back']);
  await vi.advanceTimersByTimeAsync(hourMs);
  expect(marks(told[ana])?.slice(3)).toEqual(['mo is back']);
  expect(told[zed]).toEqual([]);
});

test('also on a node that was only asked about them', async () => {
  const dnd = new Map<MemberId, number>();
  const { board, told } = startNode(dnd);
  await vi.advanceTimersByTimeAsync(2_000);
  dnd.set(olive, Date.now() + hourMs);
  expect(await board.get([olive])).toMatchObject([{ memberId: olive, dnd: true }]);
  await vi.advanceTimersByTimeAsync(hourMs + 2_000);
  expect(marks(told[ana])).toEqual(['olive is back']);
});

test('when it is taken back or made longer, the end that was meant first says nothing', async () => {
  const { board, told } = startNode(new Map());
  for (const memberId of [olive, mo]) board.setDnd(memberId, Date.now() + hourMs);
  await vi.advanceTimersByTimeAsync(2_000);
  board.setDnd(olive, null);
  board.setDnd(mo, Date.now() + 2 * hourMs);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(marks(told[ana])).toEqual(['olive rests', 'mo rests', 'olive is back', 'mo rests']);
  await vi.advanceTimersByTimeAsync(hourMs);
  expect(told[ana]).toHaveLength(4);
});

test('a node that starts meanwhile shows whoever comes online with the mark, and tells of its end', async () => {
  const { board, told } = startNode(new Map([[olive, Date.now() + hourMs]]));
  await vi.advanceTimersByTimeAsync(1_000);
  board.connected(olive, 'her tab');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told[ana]).toEqual([{ memberId: olive, state: 'online', dnd: true }]);
  await vi.advanceTimersByTimeAsync(hourMs);
  expect(told[ana]?.at(-1)).toEqual({ memberId: olive, state: 'online', dnd: false });
});
