// https://www.mongodb.com/docs/manual/reference/explain-results/
import type { Document } from 'mongodb';
import { expect, test } from 'vitest';
import { collection, db, engine, NOT_SUPPORTED, notOn, refusal } from './fixture.ts';

const rows = await collection(
  ...Array.from({ length: 200 }, (_, i) => ({
    _id: i,
    channel: i % 4,
    seq: Math.floor(i / 4),
    tags: [`t${i % 10}`],
    text: 'x',
  })),
);
await rows.createIndex({ channel: 1, seq: 1 });
await rows.createIndex({ tags: 1 });
await rows.createIndex({ text: 1 }, { partialFilterExpression: { seq: { $gt: 40 } } });

/** Every stage of the winning plan, outermost first. */
function stages(explained: Document): Document[] {
  const found: Document[] = [];
  const walk = (node: Document | undefined) => {
    if (!node) return;
    if (node['stage']) found.push(node);
    walk(node['queryPlan']);
    walk(node['inputStage']);
    for (const input of node['inputStages'] ?? []) walk(input);
  };
  walk(explained['queryPlanner']['winningPlan']);
  return found;
}
const names = (explained: Document) => stages(explained).map(({ stage }) => stage);
const indexOf = (explained: Document) =>
  stages(explained).find(({ stage }) => stage === 'IXSCAN')?.['indexName'];

test('a filter on an index is an index scan', async () => {
  const explained = await rows.find({ channel: 1 }).explain();
  expect(indexOf(explained)).toBe('channel_1_seq_1');
  expect(stages(explained).at(-1)?.['keyPattern']).toEqual({ channel: 1, seq: 1 });
});

test('a filter on no index scans the collection', async () => {
  const explained = await rows.find({ nothing: 1 }).explain('queryPlanner');
  expect(names(explained)).toContain('COLLSCAN');
});

test('verbosity queryPlanner has no execution statistics', async () => {
  expect((await rows.find({ channel: 1 }).explain('queryPlanner'))['executionStats']).toBeUndefined();
});

notOn('documentdb', 'explain shows the plan of PostgreSQL')('an index scan feeds a fetch', async () => {
  expect(names(await rows.find({ channel: 1 }).explain())).toEqual(['FETCH', 'IXSCAN']);
});

notOn('documentdb', 'explain shows the plan of PostgreSQL')(
  'an equality reads only the keys that match',
  async () => {
    const { executionStats } = await rows.find({ channel: 1, seq: 7 }).explain('executionStats');
    expect(executionStats).toMatchObject({ executionSuccess: true, nReturned: 1, totalDocsExamined: 1 });
    expect(executionStats['totalKeysExamined']).toBeLessThanOrEqual(2);
  },
);

notOn('documentdb', 'explain shows the plan of PostgreSQL')(
  'a page in the order of the index needs no sort and reads the page',
  async () => {
    for (const direction of [1, -1] as const) {
      const cursor = rows
        .find({ channel: 2, seq: { $lt: 45 } })
        .sort({ seq: direction })
        .limit(10);
      const explained = await cursor.explain('executionStats');
      expect(names(explained)).not.toContain('SORT');
      expect(indexOf(explained)).toBe('channel_1_seq_1');
      expect(explained['executionStats']['nReturned']).toBe(10);
      expect(explained['executionStats']['totalDocsExamined']).toBeLessThanOrEqual(11);
    }
  },
);

notOn('documentdb', 'explain shows the plan of PostgreSQL')(
  'an order that no index gives needs a sort',
  async () => {
    expect(names(await rows.find({ channel: 2 }).sort({ text: 1 }).explain())).toContain('SORT');
  },
);

notOn('documentdb', 'explain shows the plan of PostgreSQL')(
  '$in on a prefix with the order of the rest',
  async () => {
    const explained = await rows.find({ channel: { $in: [0, 3] } }).explain('executionStats');
    expect(indexOf(explained)).toBe('channel_1_seq_1');
    expect(explained['executionStats']).toMatchObject({ nReturned: 100, totalDocsExamined: 100 });
  },
);

test('a multikey index serves an element', async () => {
  expect(indexOf(await rows.find({ tags: 't3' }).explain())).toBe('tags_1');
});

test('a partial index serves only filters within its own', async () => {
  expect(names(await rows.find({ text: 'x' }).explain())).toContain('COLLSCAN');
  expect(
    indexOf(
      await rows
        .find({ text: 'x', seq: { $gt: 45 } })
        .hint('text_1')
        .explain(),
    ),
  ).toBe('text_1');
});

test('a hint is followed', async () => {
  expect(indexOf(await rows.find({ channel: 1 }).hint({ tags: 1 }).explain())).toBe('tags_1');
});

test('_id is read by its own index', async () => {
  const found = stages(await rows.find({ _id: 7 }).explain());
  expect(
    found.some(
      ({ stage, indexName }) => ['IDHACK', 'EXPRESS_IXSCAN'].includes(stage) || indexName === '_id_',
    ),
  ).toBe(true);
});

test.each<[string, Document]>([
  ['count', { count: rows.collectionName, query: { channel: 1 } }],
  ['distinct', { distinct: rows.collectionName, key: 'seq', query: { channel: 1 } }],
  ['aggregate', { aggregate: rows.collectionName, pipeline: [{ $match: { channel: 1 } }], cursor: {} }],
  ['update', { update: rows.collectionName, updates: [{ q: { channel: 1 }, u: { $set: { seen: 1 } } }] }],
  ['delete', { delete: rows.collectionName, deletes: [{ q: { channel: 1 }, limit: 1 }] }],
])('explain of %s changes nothing and shows a plan', async (_, command) => {
  const explained = await db.command({ explain: command, verbosity: 'queryPlanner' });
  expect(explained).toMatchObject({ ok: 1 });
  expect(JSON.stringify(explained)).toMatch(/IXSCAN|COUNT_SCAN|DISTINCT_SCAN/);
  expect(await rows.countDocuments()).toBe(200);
  expect(await rows.countDocuments({ seen: 1 })).toBe(0);
});

test('what cannot be explained is refused', async () => {
  await refusal(db.command({ explain: { ping: 1 } }), 2, 20, 73, ...NOT_SUPPORTED);
});

test('statistics count what was read', async () => {
  const { executionStats } = await rows.find({ text: 'x' }).explain('executionStats');
  expect(Number(executionStats['nReturned'])).toBe(200);
  if (engine !== 'documentdb') expect(executionStats['totalDocsExamined']).toBe(200);
});
