/** What members say of themselves on one node, as people see it who are connected to the other. */
import { type CommandInput, type CommandName, newId } from '@atrium/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTwoNodes, type TwoNodes } from '../faults/two-nodes.ts';
import type { LiveClient } from '../live-app.ts';
import { until } from '../live-app.ts';
import { RedisServer } from '../two-node-redis.ts';

let redis: RedisServer;
let two: TwoNodes;
let stranger: LiveClient;
beforeAll(async () => {
  redis = await RedisServer.start();
  two = await startTwoNodes({ REDIS_URL: redis.url });
  stranger = await two.nodes[1].client(await two.nodes[0].person('Gus', 'guest'));
}, 120_000);
afterAll(async () => {
  await two?.close();
  await redis?.stop();
});

/** Olive on the first node, signed in: a token may not change a profile. */
async function ask<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<void> {
  const { app } = two.nodes[0];
  const member = await app.core.directory.get(two.olive.id);
  if (!member) throw new Error('Olive is not in the workspace');
  const request = { address: '127.0.0.1', userAgent: 'test', cookie: undefined, setCookie: () => undefined };
  const proof = { kind: 'session', sessionId: 'of the test', expiresAt: Number.MAX_SAFE_INTEGER } as const;
  const caller = {
    ...{ memberId: member.id, role: member.role, companyId: member.companyId, deactivated: false },
    ...{ proof, address: request.address },
  };
  const asked = { transport: 'http', caller, request, requestId: newId() } as const;
  expect(await app.dispatch(name, input, asked)).toMatchObject({ ok: true });
}

const dndSeen = () =>
  two.there.live
    .flatMap(({ presence }) => presence ?? [])
    .findLast(({ memberId }) => memberId === two.olive.id)?.dnd;
const statusSeen = () =>
  two.there.live.flatMap(({ members }) => members ?? []).findLast(({ id }) => id === two.olive.id)?.status;

test('“do not disturb” is seen on the other node when it begins and when it is taken back', async () => {
  await ask('profile.set_dnd', { until: Date.now() + 3_600_000 });
  await until(() => dndSeen(), 30_000);
  await ask('profile.set_dnd', { until: null });
  await until(() => !dndSeen(), 30_000);
  expect(dndSeen()).toBe(false);
});

test('a status is seen on the other node, and that it was taken away', async () => {
  const { there, olive } = two;
  const status = { emoji: '🌴', text: 'on the water', until: null };
  await ask('profile.set_status', { status });
  await until(() => statusSeen()?.text === status.text, 30_000);
  await ask('profile.set_status', { status: null });
  await until(() => statusSeen() === null, 30_000);
  const asked = await there.ask<{ members: { status: unknown }[] }>('people.get', { ids: [olive.id] });
  expect(asked.members.map((member) => member.status)).toEqual([null]);
});

test('nobody hears of it who shares no channel with them', () => {
  const heard = stranger.live.flatMap(({ presence, members }) => [
    ...(presence ?? []).map(({ memberId }) => memberId),
    ...(members ?? []).map(({ id }) => id),
  ]);
  expect(heard).not.toContain(two.olive.id);
});
