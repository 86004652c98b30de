/** Allowed; then a moderator changes what somebody is; then, at the next command, denied. Random pairs from a seed. */
import { newId } from '@atrium/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Atrium, codeOf, makeChannel, type Person, startAtrium } from '../fixture.ts';
import { Random } from '../../random.ts';
import { inParallel } from './agents.ts';
import { clientId } from './stage.ts';

const seed = Number(process.env['MATRIX_SEED'] ?? 20_240_601);
const pairs = 120;
let atrium: Atrium;
beforeAll(async () => {
  atrium = await startAtrium();
}, 60_000);
afterAll(() => atrium?.close());

interface Scene {
  channelId: string;
  rootSeq: number;
  reply: number;
  ownSeq: number;
  person: Person;
}

const aimed = (more: (scene: Scene) => object) => (scene: Scene) => ({
  channelId: scene.channelId,
  clientId: clientId(),
  ...more(scene),
});
const writing: Record<string, (scene: Scene) => object> = {
  'message.post': aimed(({ rootSeq }) => ({ rootSeq, body: newId() })),
  'message.edit': aimed(({ reply }) => ({ seq: reply, body: newId() })),
  'message.react': aimed(({ rootSeq }) => ({ seq: rootSeq, emoji: '👍', on: true })),
  'thread.resolve': aimed(({ rootSeq }) => ({ rootSeq })),
};
const moderating: Record<string, (scene: Scene) => object> = {
  'thread.lock': aimed(({ ownSeq }) => ({ rootSeq: ownSeq })),
  'thread.mute': aimed(({ ownSeq }) => ({ rootSeq: ownSeq })),
  'channel.set_policy': aimed(() => ({ slowModeMs: 0 })),
};
type Change = [
  command: string,
  input: (scene: Scene) => object,
  code: string,
  commands: typeof writing,
  role: 'member' | 'moderator',
];
const subject = (more: object = {}) => aimed(({ person }) => ({ memberId: person.id, ...more }));
const changes: Change[] = [
  ['member.mute', subject({ until: null }), 'muted', writing, 'member'],
  ['member.remove', subject(), 'not_found', writing, 'member'],
  ['thread.lock', aimed(({ rootSeq }) => ({ rootSeq })), 'thread_locked', writing, 'member'],
  ['channel.archive', aimed(() => ({})), 'channel_archived', writing, 'member'],
  ['member.set_role', subject({ role: 'member' }), 'forbidden', moderating, 'moderator'],
  ['member.remove', subject(), 'not_found', moderating, 'moderator'],
];

test(`${pairs} pairs of seed ${seed}: what was allowed is denied at the next command`, async () => {
  const { olive, ana, mo } = atrium.people;
  const random = new Random(seed);
  const drawn = Array.from({ length: pairs }, (_, n) => {
    const change = random.pick(changes);
    return { n, change, command: random.pick(Object.entries(change[3])) };
  });
  await inParallel(drawn, 8, async ({ n, change: [change, input, code, , role], command: [name, build] }) => {
    const person = await atrium.addPerson('somebody');
    const { id: channelId } = await makeChannel([olive, mo, ana, person], { kind: 'private' });
    if (role === 'moderator')
      await olive.call('member.set_role', { channelId, clientId: clientId(), memberId: person.id, role });
    const post = async (by: Person, rootSeq: number | null = null) =>
      (await by.call('message.post', { channelId, clientId: clientId(), body: 'hello', rootSeq })).seq;
    const rootSeq = await post(ana);
    const scene = {
      channelId,
      rootSeq,
      reply: await post(person, rootSeq),
      ownSeq: await post(person),
      person,
    };
    const what = `pair ${n}: ${name}, then ${change} by Mo`;
    expect((await person.send(name, build(scene))).ok, what).toBe(true);
    const { seq } = (await mo.call(change as 'member.remove', input(scene) as never)) as { seq: number };
    expect(await codeOf(person.call(name as 'message.post', build(scene) as never)), what).toBe(code);
    expect(atrium.core.journals.peek(channelId)?.state.seq, `${what}: nothing was added`).toBe(seq);
  });
}, 300_000);
