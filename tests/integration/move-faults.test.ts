/** A move that is cut off after any of its steps, made twice, or made while people write: on two nodes over one database. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AtriumError, type ChannelId, type ClientId, newId, type Seq } from '@atrium/shared';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { moveModel } from '../../server/src/core/journal/move-model.ts';
import { completeMove } from '../../server/src/threads/moves/complete.ts';
import type * as readers from '../../server/src/threads/moves/readers.ts';
import { startEmbeddedEngine } from '../../server/src/db/embedded/index.ts';
import { type Atrium, codeOf, makeChannel, type Person, startAtrium, until } from './fixture.ts';

const steps = ['fenced', 'root', 'replies', 'carried', 'arrived', 'emptied'] as const;
/** After which step whoever takes it gives up, once. */
const cut = vi.hoisted(() => ({ at: null as string | null }));

vi.mock('../../server/src/core/failpoints.ts', async (original) => ({
  ...(await original<object>()),
  afterMoveStep: (step: string) => {
    if (cut.at !== step) return;
    cut.at = null;
    throw new Error(`the node ended after it had ${step}`);
  },
}));

/** Stands still between reading what belongs to single people and writing it there, once, until it is let go. */
const frozen = vi.hoisted(() => ({ until: null as Promise<void> | null, isReached: false }));

vi.mock('../../server/src/threads/moves/readers.ts', async (original) => {
  const real = await original<typeof readers>();
  return {
    readersOf: async (...args: Parameters<typeof real.readersOf>) => {
      const { until: end } = frozen;
      frozen.until = null;
      frozen.isReached ||= end !== null;
      await end;
      return real.readersOf(...args);
    },
  };
});

let nodes: [Atrium, Atrium];
let stop: () => Promise<void>;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atrium-move-'));
  const engine = await startEmbeddedEngine({ dataDir: join(folder, 'engine'), port: 0 });
  const url = new URL(engine.url);
  url.pathname = '/moves';
  const settings = { MONGO_URL: url.href, SESSION_SECRET: 'a secret that both of the nodes share' };
  const first = await startAtrium({ settings });
  nodes = [first, await startAtrium({ settings, beside: first })];
  stop = async () => {
    await nodes[1].close();
    await nodes[0].close();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  };
}, 120_000);
afterAll(() => stop?.());

const id = () => newId<ClientId>();
const there = (person: Person) => person.on(nodes[1]);

async function say(person: Person, channelId: ChannelId, body: string, rootSeq: Seq | null = null) {
  return (await person.call('message.post', { channelId, clientId: id(), body, rootSeq })).seq;
}

interface Scene {
  from: ChannelId;
  to: ChannelId;
  root: Seq;
}

const replyCount = 130;

async function makeScene(replies = 3): Promise<Scene> {
  const { olive, mo, ana, sam } = nodes[0].people;
  const { id: from } = await makeChannel([olive, mo, ana, sam]);
  const { id: to } = await makeChannel([olive, mo, ana, sam]);
  const root = await say(ana, from, 'the root');
  await Promise.all(
    Array.from({ length: replies }, (_, index) => say(index % 2 ? sam : ana, from, `reply ${index}`, root)),
  );
  await ana.call('thread.set_title', { channelId: from, clientId: id(), rootSeq: root, title: 'Tides' });
  return { from, to, root };
}

const input = ({ from, to, root }: Scene, clientId = id()) => ({
  ...{ channelId: from, toChannelId: to, rootSeq: root, clientId },
});

async function messagesIn(person: Person, channelId: ChannelId, rootSeq: Seq) {
  const page = await person.call('message.history', { channelId, rootSeq, limit: 200 });
  return page.entries.flatMap((entry) => ('kind' in entry && entry.kind === 'message' ? [entry] : []));
}

async function rootsIn(person: Person, channelId: ChannelId) {
  const { page } = await person.call('channel.open', { channelId, around: 'newest', limit: 200 });
  return page.entries.flatMap((entry) => ('kind' in entry && entry.kind === 'message' ? [entry] : []));
}

/** All of it is in one place, once, and nothing is left in the other. */
async function expectMoved({ from, to, root }: Scene, bodies: readonly string[]): Promise<void> {
  const { ana } = nodes[0].people;
  for (const { core } of nodes)
    for (const channelId of [from, to]) await (await core.journals.open(channelId))!.refresh();
  for (const person of [ana, there(ana)]) {
    const roots = await rootsIn(person, to);
    expect(roots.map(({ body }) => body)).toEqual(['the root']);
    const { summary } = await person.call('thread.open', { channelId: to, rootSeq: roots[0]!.seq });
    expect(summary.thread).toMatchObject({
      title: 'Tides',
      flags: { lockedAt: null },
      lastRn: bodies.length,
    });
    expect(summary.thread.flags.moved).toBeUndefined();
    const replies = await messagesIn(person, to, roots[0]!.seq);
    expect(replies.map(({ body }) => body)).toEqual(bodies);
    expect(replies.map(({ rn }) => rn)).toEqual(bodies.map((_, index) => index + 1));
    const left = [...(await rootsIn(person, from)), ...(await messagesIn(person, from, root))];
    expect(left.map(({ body, deletedAt }) => [body, deletedAt !== null])).toEqual(left.map(() => ['', true]));
  }
}

/** A node that is too busy says so, and is asked again. */
async function completed(key: Parameters<typeof completeMove>[1]): Promise<boolean> {
  try {
    await completeMove(nodes[1].core, key);
    return true;
  } catch (error) {
    if (error instanceof AtriumError && error.retryable) return false;
    throw error;
  }
}

test.each(steps)(
  'a move that was cut off when it had %s is completed by another node',
  async (step) => {
    const { mo, ana } = nodes[0].people;
    const scene = await makeScene(replyCount);
    const { from: channelId, root: rootSeq } = scene;
    const bodies = (await messagesIn(ana, channelId, rootSeq)).map(({ body }) => body);
    cut.at = step;
    expect(await codeOf(mo.call('thread.move', input(scene)))).toBe('internal');
    expect(cut.at).toBeNull();
    const late = { ...{ channelId, rootSeq }, clientId: id(), body: 'late' };
    expect(await codeOf(ana.call('message.post', late))).toBe('thread_moved');
    const row = await moveModel(nodes[0].core.db.connection).findOne({ channelId, rootSeq }).lean();
    expect(row?.done).toBe(false);
    const key = { channelId, rootSeq, fenceSeq: row!.fenceSeq };
    await until(() => completed(key), 90_000);
    await expectMoved(scene, bodies);
  },
  120_000,
);

test('whatever was left half done is found by itself', async () => {
  const { mo, ana } = nodes[0].people;
  const scene = await makeScene();
  const bodies = (await messagesIn(ana, scene.from, scene.root)).map(({ body }) => body);
  cut.at = 'root';
  expect(await codeOf(mo.call('thread.move', input(scene)))).toBe('internal');
  const moves = moveModel(nodes[0].core.db.connection);
  await until(async () => (await moves.countDocuments({ done: false })) === 0, 90_000);
  await expectMoved(scene, bodies);
}, 120_000);

test('two nodes that take the same steps make one copy', async () => {
  const { mo, ana } = nodes[0].people;
  const scene = await makeScene(replyCount);
  const bodies = (await messagesIn(ana, scene.from, scene.root)).map(({ body }) => body);
  const same = input(scene);
  const [one, two] = await Promise.all([mo.call('thread.move', same), there(mo).call('thread.move', same)]);
  expect(one).toEqual(two);
  await expectMoved(scene, bodies);
}, 120_000);

test('of two who move it at once, one does', async () => {
  const { mo, olive, ana } = nodes[0].people;
  const scene = await makeScene();
  const bodies = (await messagesIn(ana, scene.from, scene.root)).map(({ body }) => body);
  const answers = await Promise.allSettled([
    mo.call('thread.move', input(scene)),
    there(olive).call('thread.move', input(scene)),
  ]);
  const refused = answers.flatMap((answer) =>
    answer.status === 'rejected' ? [answer.reason as AtriumError] : [],
  );
  expect(refused.map(({ code }) => code)).toEqual(['thread_moved']);
  await expectMoved(scene, bodies);
}, 60_000);

test('what was acknowledged while it was moved is in it, once; what came later was refused', async () => {
  const { mo, ana, sam } = nodes[0].people;
  const scene = await makeScene();
  const bodies = (await messagesIn(ana, scene.from, scene.root)).map(({ body }) => body);
  const acknowledged: { seq: Seq; body: string }[] = [];
  const refusals = new Set<string>();
  const write = async (person: Person) => {
    for (let index = 0; refusals.size === 0 && index < 500; index += 1) {
      const body = `${person.name} ${index}`;
      try {
        acknowledged.push({ seq: await say(person, scene.from, body, scene.root), body });
      } catch (error) {
        refusals.add((error as AtriumError).code);
      }
    }
  };
  const writing = [write(ana), write(there(sam))];
  await until(() => acknowledged.length > 20, 60_000);
  await mo.call('thread.move', input(scene));
  await Promise.all(writing);
  expect([...refusals]).toEqual(['thread_moved']);
  const said = acknowledged.toSorted((a, b) => a.seq - b.seq).map(({ body }) => body);
  await expectMoved(scene, [...bodies, ...said]);
}, 120_000);

test('a channel that was archived meanwhile does not take it: it stays, as it was', async () => {
  const { mo, olive, ana } = nodes[0].people;
  const scene = await makeScene();
  const { from, to, root } = scene;
  await mo.call('thread.pin', { channelId: from, clientId: id(), rootSeq: root });
  const before = await ana.call('thread.open', { channelId: from, rootSeq: root });
  cut.at = 'fenced';
  const request = input(scene);
  expect(await codeOf(mo.call('thread.move', request))).toBe('internal');
  await olive.call('channel.archive', { channelId: to, clientId: id() });
  expect(await codeOf(mo.call('thread.move', request))).toBe('channel_archived');
  const after = await there(ana).call('thread.open', { channelId: from, rootSeq: root });
  expect(after.summary.thread.flags).toEqual(before.summary.thread.flags);
  expect(after.summary.thread.title).toBe('Tides');
  await say(there(ana), from, 'we go on', root);
  expect(await rootsIn(ana, to)).toEqual([]);
  // And it can be moved another time.
  await olive.call('channel.unarchive', { channelId: to, clientId: id() });
  await mo.call('thread.move', input(scene));
  await expectMoved(scene, ['reply 0', 'reply 1', 'reply 2', 'we go on']);
}, 120_000);

test('a node that stood still while another one moved it brings back nothing that people have done with', async () => {
  const { mo, ana } = nodes[0].people;
  const scene = await makeScene();
  const { from: channelId, to, root: rootSeq } = scene;
  const [reply] = await messagesIn(ana, channelId, rootSeq);
  await ana.call('draft.set', { channelId, rootSeq, body: 'half a thought' });
  await ana.call('saved.add', { channelId, seq: reply!.seq });
  let goOn = () => {};
  frozen.until = new Promise((resolve) => (goOn = resolve));
  const moving = mo.call('thread.move', input(scene));
  await until(() => frozen.isReached, 60_000);
  const moves = moveModel(nodes[0].core.db.connection);
  const row = await moves.findOne({ channelId, rootSeq }).lean();
  await until(() => completed({ channelId, rootSeq, fenceSeq: row!.fenceSeq }), 60_000);
  const thread = (await moves.findOne({ channelId, rootSeq }).lean())!.to!;
  const draftsThere = async () =>
    (await ana.call('draft.list', {})).drafts.filter((draft) => draft.channelId === to);
  const savedThere = async () =>
    (await ana.call('saved.list', {})).saved.filter((saved) => saved.channelId === to);
  expect((await draftsThere()).map(({ body }) => body)).toEqual(['half a thought']);
  const [saved] = await savedThere();
  await ana.call('draft.set', { channelId: to, rootSeq: thread.rootSeq, body: '' });
  await ana.call('saved.remove', { channelId: to, seq: saved!.seq });
  goOn();
  expect(await moving).toMatchObject({ channelId: to, rootSeq: thread.rootSeq });
  expect([await draftsThere(), await savedThere()]).toEqual([[], []]);
}, 120_000);
