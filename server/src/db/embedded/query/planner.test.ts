// What the planner chooses, and that its ranges hold exactly the entries that the filter asks for.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { toDocument, withIdFirst } from '../bson/write.ts';
import { deserialize } from 'bson';
import { Catalog, Index, type Collection } from '../store/catalog.ts';
import { CollectionWriter } from '../store/collection-writer.ts';
import { Environment } from '../store/environment.ts';
import { newId } from '../commands/insert.ts';
import { parseFilter } from './filter.ts';
import { find } from './find.ts';
import type { IndexPlan } from './index-plan.ts';
import { type Plan, plan } from './planner.ts';
import { compileSort } from './sort.ts';

const folder = mkdtempSync(join(tmpdir(), 'atrium-planner-'));
const env = new Environment(folder);
const catalog = new Catalog(env);
const writer = new CollectionWriter(env, catalog);
let made = 0;

afterAll(async () => {
  await env.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Spec {
  key: Record<string, number>;
  unique?: boolean;
  sparse?: boolean;
  partialFilterExpression?: Record<string, unknown>;
}

function collectionWith(specs: Spec[], documents: Record<string, unknown>[]): Promise<Collection> {
  return env.write(() => {
    const collection = catalog.create(`planner.c${++made}`);
    for (const spec of specs) {
      const name = Object.entries(spec.key).flat().join('_');
      collection.indexes = [...collection.indexes, new Index(catalog.newId(), { v: 2, name, ...spec })];
    }
    for (const each of documents) writer.insert(collection, withIdFirst(toDocument(each), newId));
    return collection;
  });
}

const planOf = (collection: Collection, filter: object, sort: object = {}): Plan =>
  plan(collection, { filter: parseFilter(toDocument(filter)), sort: compileSort(toDocument(sort)) });

function indexOf(chosen: Plan): IndexPlan {
  if (chosen.kind !== 'index') throw new Error(`chose ${chosen.kind}`);
  return chosen;
}

function run(
  collection: Collection,
  filter: object,
  sort: object = {},
): { rows: Record<string, unknown>[]; keys: number; docs: number } {
  const found = find(env, collection, {
    filter: parseFilter(toDocument(filter)),
    sort: compileSort(toDocument(sort)),
  });
  const rows: Record<string, unknown>[] = [];
  for (let row = found.next(); row; row = found.next()) rows.push(deserialize(row.document.bytes()));
  found.suspend();
  return { rows, keys: found.counters.keysExamined, docs: found.counters.docsExamined };
}

describe('choice', async () => {
  const collection = await collectionWith(
    [
      { key: { channel: 1, seq: 1 }, unique: true },
      { key: { author: 1, at: -1 } },
      { key: { tags: 1 } },
      { key: { state: 1 }, partialFilterExpression: { open: true } },
      { key: { note: 1 }, sparse: true },
      { key: { author: 1, goneAt: 1 }, partialFilterExpression: { goneAt: { $exists: true } } },
    ],
    Array.from({ length: 100 }, (_, i) => ({
      channel: `c${i % 2}`,
      seq: i,
      author: `u${i % 5}`,
      at: i,
      tags: [i % 3, 'x'],
      open: i % 2 === 0,
      state: i % 4,
      ...(i % 25 === 0 && { goneAt: i }),
    })),
  );

  test('a page is read backwards from the index, and nothing else', () => {
    const { index, reverse, sorted } = indexOf(
      planOf(collection, { channel: 'c1', seq: { $lt: 50 } }, { seq: -1 }),
    );
    expect([index.name, reverse, sorted]).toEqual(['channel_1_seq_1', true, true]);
    const { rows, keys, docs } = run(collection, { channel: 'c1', seq: { $lt: 50 } }, { seq: -1 });
    expect([rows[0]!['seq'], rows.length, keys, docs]).toEqual([49, 25, 25, 25]);
  });
  test('a point by a unique index examines one entry', () => {
    expect(run(collection, { channel: 'c0', seq: 4 })).toMatchObject({ keys: 1, docs: 1 });
  });
  test('a list of them is looked up one by one, in the order of the index', () => {
    const listed = { channel: { $in: ['c1', 'c0', 'none'] }, seq: { $in: [7, 4, 5, 999] } };
    for (const [sort, seqs] of [
      [{ channel: 1, seq: 1 }, [4, 5, 7]],
      [{ channel: -1, seq: -1 }, [7, 5, 4]],
    ] as const) {
      const found = run(collection, listed, sort);
      expect(found.rows.map(({ seq }) => seq)).toEqual(seqs);
      expect(found).toMatchObject({ keys: 3, docs: 3 });
    }
  });
  test('a descending component serves its order', () => {
    expect(indexOf(planOf(collection, { author: 'u1' }, { at: -1 }))).toMatchObject({
      reverse: false,
      sorted: true,
    });
    expect(
      run(collection, { author: 'u1', at: { $gte: 6, $lt: 21 } }, { at: -1 }).rows.map((row) => row['at']),
    ).toEqual([16, 11, 6]);
    expect(
      run(collection, { author: 'u1', at: { $gt: 6, $lte: 21 } }, { at: 1 }).rows.map((row) => row['at']),
    ).toEqual([11, 16, 21]);
  });
  test('a multikey index returns each document once and sorts nothing', () => {
    const chosen = indexOf(planOf(collection, { tags: { $in: [0, 'x'] } }, { tags: 1 }));
    expect(chosen.sorted).toBe(false);
    expect(run(collection, { tags: { $in: [0, 'x'] } }).rows.length).toBe(100);
  });
  test('a partial index serves only queries that imply its filter', () => {
    expect(planOf(collection, { state: 0 }).kind).toBe('collection');
    expect(indexOf(planOf(collection, { state: 0, open: true })).index.name).toBe('state_1');
  });
  test('an index of only some documents is read before one with a range over all of them', () => {
    const gone = { author: 'u0', at: { $gt: 10 }, goneAt: { $exists: true } };
    expect(indexOf(planOf(collection, gone)).index.name).toBe('author_1_goneAt_1');
    expect(run(collection, gone)).toMatchObject({ keys: 4, docs: 4 });
    expect(indexOf(planOf(collection, { author: 'u0', at: { $gt: 10 } })).index.name).toBe('author_1_at_-1');
  });
  test('a sparse index does not serve what may be missing', () => {
    expect(planOf(collection, { note: null }).kind).toBe('collection');
    expect(planOf(collection, {}, { note: 1 }).kind).toBe('collection');
    expect(indexOf(planOf(collection, { note: 1 })).index.name).toBe('note_1');
  });
  test('branches of $or each use their index', () => {
    expect(planOf(collection, { $or: [{ channel: 'c0' }, { author: 'u1' }] }).kind).toBe('union');
    expect(run(collection, { $or: [{ channel: 'c0' }, { author: 'u1' }] }).rows.length).toBe(60);
  });
});

test('with any indexes a query finds what it finds without, in the same order', async () => {
  const scalar = fc.constantFrom<unknown>(null, -1, 0, 1, 2, 1.5, 'a', 'b', true, [], [1, 2], ['a', null], {
    x: 1,
  });
  const document = fc.record(
    {
      a: scalar,
      b: scalar,
      c: fc.oneof(scalar, fc.record({ d: scalar }), fc.array(fc.record({ d: scalar }), { maxLength: 2 })),
    },
    { requiredKeys: [] },
  );
  const operand = fc.constantFrom<unknown>(null, -1, 0, 1, 1.5, 'a', true, [1, 2], { x: 1 });
  const condition = fc.oneof(
    operand,
    fc
      .tuple(fc.constantFrom('$eq', '$gt', '$gte', '$lt', '$lte', '$ne'), operand)
      .map(([name, value]) => ({ [name]: value })),
    fc.array(operand, { maxLength: 3 }).map((list) => ({ $in: list })),
    fc.boolean().map((flag) => ({ $exists: flag })),
  );
  const ids = fc.array(fc.oneof(fc.nat(12), operand), { maxLength: 6 }).map((list) => ({ $in: list }));
  const filter = fc
    .tuple(
      fc.dictionary(fc.constantFrom('a', 'b', 'c.d', 'c'), condition, { maxKeys: 3 }),
      fc.option(ids, { nil: undefined }),
    )
    .map(([fields, _id]) => ({ ...fields, ...(_id && { _id }) }));
  const specs = fc.subarray<Spec>([
    { key: { a: 1 } },
    { key: { a: -1, b: 1 } },
    { key: { b: 1 }, sparse: true },
    { key: { 'c.d': 1 } },
    { key: { b: 1, 'c.d': -1 } },
    { key: { a: 1, c: -1 }, partialFilterExpression: { b: { $gt: 0 } } },
    { key: { a: -1, _id: -1 }, unique: true },
  ]);
  const sort = fc.dictionary(fc.constantFrom('a', 'b', '_id'), fc.constantFrom(1, -1), { maxKeys: 2 });
  await fc.assert(
    fc.asyncProperty(
      specs,
      fc.array(document, { minLength: 1, maxLength: 12 }),
      filter,
      sort,
      async (indexes, documents, query, order) => {
        // Documents whose two indexed fields are both arrays cannot be indexed; such a set shows nothing.
        const rows = documents.map((each, _id) => ({ _id, ...each }));
        const plain = await collectionWith([], rows);
        const indexed = await collectionWith(indexes, rows).catch(() => undefined);
        if (!indexed) return;
        // `_id` makes the order a total one.
        const total = '_id' in order ? order : { ...order, _id: 1 };
        expect(run(indexed, query, total).rows).toEqual(run(plain, query, total).rows);
      },
    ),
    { numRuns: 500 },
  );
});

describe('a list of values', () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 30 });

  test('finds what lies at them and nothing between them, also when it is put aside after each row', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, numbers, fc.boolean(), async (there, asked, isUnique) => {
        const collection = await collectionWith(
          [{ key: { a: 1 }, unique: isUnique }],
          there.flatMap((a) => (isUnique ? [{ a }] : [{ a }, { a }])),
        );
        const filter = parseFilter(toDocument({ a: { $in: asked } }));
        const found = find(env, collection, { filter, sort: [] });
        const rows: unknown[] = [];
        for (let row = found.next(); row; row = found.next()) {
          rows.push(deserialize(row.document.bytes())['a']);
          found.suspend();
        }
        const expected = asked.filter((a) => there.includes(a)).toSorted((x, y) => x - y);
        expect(rows).toEqual(isUnique ? expected : expected.flatMap((a) => [a, a]));
        expect(found.counters.keysExamined).toBe(rows.length);
      }),
      { numRuns: 60 },
    );
  });
});
