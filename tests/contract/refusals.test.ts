// Codes: https://www.mongodb.com/docs/manual/reference/error-codes/ . What is not supported must be an error that
// names it, never a wrong result.
import type { Document } from 'mongodb';
import { expect, test } from 'vitest';
import { client, codeHere, collection, db, NOT_SUPPORTED, notOn, refusal } from './fixture.ts';

test('an unknown command', async () => {
  const error = await refusal(db.command({ doNothing: 1 }), 59);
  expect(error.message).toMatch(/no such command: '?doNothing/);
  expect(error.codeName).toBe('CommandNotFound');
});

test('the names of JavaScript objects are no commands', async () => {
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'then']) {
    const command = Object.defineProperty({}, name, { value: 1, enumerable: true });
    await refusal(db.command(command), 59);
  }
});

test('an error answer carries ok: 0, code, codeName and errmsg', async () => {
  const rows = await collection({ _id: 1 });
  const error = await refusal(rows.find({ a: { $nothing: 1 } }).toArray(), 2);
  expect(error.errorResponse).toMatchObject({
    ok: 0,
    code: 2,
    codeName: 'BadValue',
    errmsg: expect.stringContaining('$nothing'),
  });
});

test.each<[string, Document, number[]]>([
  ['find without a collection', { find: 1 }, [73, 2, 14]],
  ['aggregate with a pipeline that is no array', { aggregate: 'c', pipeline: {}, cursor: {} }, [14]],
  ['insert without documents', { insert: 'c' }, [9, 40414]],
  ['update without updates', { update: 'c' }, [9, 40414]],
  ['delete without deletes', { delete: 'c' }, [9, 40414]],
  ['createIndexes without indexes', { createIndexes: 'c' }, [9, codeHere(40414, { documentdb: 1 })]],
  ['distinct without a key', { distinct: 'c' }, [9, codeHere(40414, { documentdb: 2 })]],
])('%s', async (_, command, codes) => {
  await refusal(db.command(command), ...codes);
});

notOn('mongodb', 'it has them')('mapReduce and capped collections', async () => {
  const code = 'function () {}';
  await refusal(
    db.command({ mapReduce: 'c', map: code, reduce: code, out: { inline: 1 } }),
    ...NOT_SUPPORTED,
  );
  await refusal(db.command({ create: 'capped', capped: true, size: 1000 }), 2, ...NOT_SUPPORTED);
});

notOn('mongodb', 'it has them')('a change stream', async () => {
  const rows = await collection({ _id: 1 });
  const stream = rows.watch();
  await refusal(stream.next(), 40573, 40324, ...NOT_SUPPORTED);
  await stream.close();
});

notOn(['documentdb', 'mongodb'], 'text search is there')('a text search', async () => {
  const rows = await collection({ _id: 1, t: 'some words' });
  await refusal(rows.find({ $text: { $search: 'words' } }).toArray(), 27, ...NOT_SUPPORTED);
  await refusal(rows.createIndex({ t: 'text' }), 67, ...NOT_SUPPORTED);
});

test('a drop of what is not there is no error', async () => {
  expect(
    await db.command({ drop: 'nowhere' }).then(
      () => true,
      (error) => error.code === 26,
    ),
  ).toBe(true);
});

test('admin commands are for the admin database', async () => {
  expect(await client.db('admin').command({ listDatabases: 1, nameOnly: true })).toMatchObject({ ok: 1 });
});

test('a document nested 200 levels is refused or stored whole, and the engine goes on', async () => {
  let deep: Document = { end: 1 };
  for (let i = 0; i < 199; i++) deep = { d: deep };
  const rows = await collection();
  const stored = await rows.insertOne({ _id: 1, deep }).then(
    () => true,
    (error) => {
      expect([15, 2, 9, 22, 10334]).toContain(error.code);
      return false;
    },
  );
  expect(await rows.countDocuments()).toBe(stored ? 1 : 0);
});

test('maxTimeMS ends a query that takes longer', async () => {
  const rows = await collection(...Array.from({ length: 400 }, (_, i) => ({ _id: i })));
  const cross = [
    {
      $lookup: {
        from: rows.collectionName,
        pipeline: [{ $match: { $expr: { $lt: ['$_id', 0] } } }],
        let: {},
        as: 'x',
      },
    },
  ];
  const heavy = [...cross, ...cross, ...cross, ...cross, { $count: 'n' }];
  const outcome = await rows
    .aggregate(heavy, { maxTimeMS: 1 })
    .toArray()
    .then(
      () => 50,
      (error) => error.code,
    );
  expect(outcome).toBe(50);
});
