// https://www.mongodb.com/docs/manual/reference/command/getMore/
import { Long } from 'mongodb';
import { expect, test } from 'vitest';
import { client, collection, db, NOT_SUPPORTED, notOn, refusal } from './fixture.ts';

const many = (count: number) => Array.from({ length: count }, (_, i) => ({ _id: i }));

async function open(count: number, batchSize: number) {
  const rows = await collection(...many(count));
  const answer = await db.command(
    { find: rows.collectionName, batchSize, sort: { _id: 1 } },
    { promoteLongs: false },
  );
  const cursor = answer['cursor'] as { id: Long; ns: string; firstBatch: { _id: number }[] };
  const getMore = (size?: number, name = rows.collectionName) =>
    db.command(
      { getMore: cursor.id, collection: name, ...(size && { batchSize: size }) },
      { promoteLongs: false },
    );
  return { rows, cursor, getMore };
}

test('batches of the size asked, until the cursor is exhausted', async () => {
  const { rows, cursor, getMore } = await open(5, 2);
  expect(cursor.ns).toBe(`${db.databaseName}.${rows.collectionName}`);
  expect(cursor.firstBatch).toHaveLength(2);
  expect(cursor.id.isZero()).toBe(false);
  const second = await getMore(2);
  expect(second['cursor']['nextBatch'].map((row: { _id: unknown }) => Number(row._id))).toEqual([2, 3]);
  const last = await getMore(2);
  expect(last['cursor']['nextBatch']).toHaveLength(1);
  expect(last['cursor']['id'].isZero()).toBe(true);
  await refusal(getMore(2), 43);
});

test('the first batch holds 101 rows by default and the rest follows', async () => {
  const rows = await collection(...many(300));
  const answer = await db.command({ find: rows.collectionName });
  expect(answer['cursor']['firstBatch']).toHaveLength(101);
  const { id } = answer['cursor'];
  const rest = await db.command({ getMore: Long.fromString(String(id)), collection: rows.collectionName });
  expect(rest['cursor']['nextBatch']).toHaveLength(199);
  expect(Number(rest['cursor']['id'])).toBe(0);
});

test('a batch size of 0 opens a cursor and reads nothing', async () => {
  const { cursor, getMore } = await open(3, 0);
  expect(cursor.firstBatch).toEqual([]);
  expect(cursor.id.isZero()).toBe(false);
  expect((await getMore())['cursor']['nextBatch']).toHaveLength(3);
});

test('a result that fits leaves no cursor', async () => {
  const { cursor } = await open(3, 10);
  expect(cursor.id.isZero()).toBe(true);
});

test('singleBatch closes after the first batch', async () => {
  const rows = await collection(...many(5));
  const answer = await db.command({ find: rows.collectionName, batchSize: 2, singleBatch: true });
  expect(answer['cursor']['firstBatch']).toHaveLength(2);
  expect(Number(answer['cursor']['id'])).toBe(0);
});

test('a limit holds over several batches', async () => {
  const rows = await collection(...many(20));
  expect(await rows.find({}, { batchSize: 3, limit: 7 }).toArray()).toHaveLength(7);
});

test('an unknown cursor is not found', async () => {
  await refusal(db.command({ getMore: Long.fromString('123456789'), collection: 'c' }), 43);
});

test('killCursors ends a cursor and tells which it did not find', async () => {
  const { rows, cursor, getMore } = await open(5, 2);
  const unknown = Long.fromString('424242');
  const answer = await db.command({ killCursors: rows.collectionName, cursors: [cursor.id, unknown] });
  expect(answer['cursorsKilled'].map(String)).toEqual([String(cursor.id)]);
  expect(answer['cursorsNotFound'].map(String)).toEqual([String(unknown)]);
  await refusal(getMore(), 43);
});

test('a cursor that the client closes is gone', async () => {
  const rows = await collection(...many(10));
  const cursor = rows.find({}, { batchSize: 2 });
  await cursor.next();
  const { id } = cursor;
  await cursor.close();
  await refusal(db.command({ getMore: id, collection: rows.collectionName }), 43);
});

test('iterating reads each row once', async () => {
  const rows = await collection(...many(1000));
  const seen: unknown[] = [];
  for await (const row of rows.find({}, { batchSize: 7 }).sort({ _id: 1 })) seen.push(row._id);
  expect(seen).toEqual(many(1000).map((row) => row._id));
});

test('an aggregation pages too', async () => {
  const rows = await collection(...many(25));
  const found = await rows.aggregate([{ $sort: { _id: -1 } }], { batchSize: 4 }).toArray();
  expect(found.map((row) => row['_id'])).toEqual(
    many(25)
      .map((row) => row._id)
      .toReversed(),
  );
});

test('rows written and deleted while a cursor is open do not break it', async () => {
  const rows = await collection(...many(100));
  const cursor = rows.find({}, { batchSize: 10 }).sort({ _id: 1 });
  const seen = [await cursor.next()];
  await rows.deleteMany({ _id: { $gte: 50 } });
  await rows.insertMany(many(10).map((row) => ({ _id: row._id - 10 })));
  seen.push(...(await cursor.toArray()));
  const ids = seen.map((row) => row!['_id']);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(many(50).map((row) => row._id)));
});

test('a result of more than 16 MB comes in several answers', async () => {
  const rows = await collection();
  const text = 'x'.repeat(1024 * 1024);
  for (let i = 0; i < 20; i++) await rows.insertOne({ _id: i, text });
  const found = await rows.find({}, { batchSize: 1000 }).toArray();
  expect(found).toHaveLength(20);
});

notOn('documentdb', 'tailable is passed over')(
  'a tailable cursor on a plain collection is refused',
  async () => {
    const rows = await collection({ _id: 1 });
    await refusal(rows.find({}, { tailable: true }).toArray(), 2, ...NOT_SUPPORTED);
  },
);

notOn('documentdb', 'the gateway does not compare')(
  'getMore under another collection name is refused',
  async () => {
    const { getMore } = await open(5, 2);
    await refusal(getMore(2, 'another'), 13, 43);
  },
);

test('twenty cursors at once keep apart', async () => {
  const rows = await collection(...many(60));
  const found = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => rows.find({ _id: { $gte: i } }, { batchSize: 3 }).toArray()),
  );
  expect(found.map((batch) => batch.length)).toEqual(Array.from({ length: 20 }, (_, i) => 60 - i));
});

test('a cursor in a session', async () => {
  const rows = await collection(...many(10));
  await client.withSession(async (session) => {
    expect(await rows.find({}, { session, batchSize: 2 }).toArray()).toHaveLength(10);
  });
});
