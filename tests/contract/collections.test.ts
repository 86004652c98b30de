// Database and collection commands.
import { expect, test } from 'vitest';
import { client, collection, db, NOT_SUPPORTED, refusal } from './fixture.ts';

const namesOf = async (filter = {}) => (await db.listCollections(filter).toArray()).map(({ name }) => name);

test('create makes an empty collection, twice is refused', async () => {
  await db.createCollection('made');
  expect(await namesOf({ name: 'made' })).toEqual(['made']);
  expect(await db.collection('made').countDocuments()).toBe(0);
  expect(await db.collection('made').indexes()).toHaveLength(1);
  await db.collection('made').insertOne({ a: 1 });
  await refusal(db.createCollection('made', { validator: { a: 1 } }), 48);
});

test('listCollections tells type, options and the _id index, and takes a filter', async () => {
  await db.createCollection('listed');
  const [info] = await db.listCollections({ name: 'listed' }).toArray();
  expect(info).toMatchObject({
    name: 'listed',
    type: 'collection',
    idIndex: { key: { _id: 1 }, name: '_id_' },
  });
  expect(await db.listCollections({ name: 'listed' }, { nameOnly: true }).toArray()).toEqual([
    expect.objectContaining({ name: 'listed', type: 'collection' }),
  ]);
  expect(await namesOf({ name: /^liste/ })).toEqual(['listed']);
});

test('drop removes rows and indexes', async () => {
  const rows = await collection({ _id: 1, k: 1 });
  await rows.createIndex({ k: 1 }, { unique: true });
  expect(await rows.drop()).toBe(true);
  expect(await namesOf({ name: rows.collectionName })).toEqual([]);
  await rows.insertMany([
    { _id: 1, k: 1 },
    { _id: 2, k: 1 },
  ]);
  expect(await rows.indexes()).toHaveLength(1);
});

test('dropDatabase removes every collection of that database alone', async () => {
  const other = client.db(`${db.databaseName}_other`);
  await other.collection('a').insertOne({ _id: 1 as never });
  const rows = await collection({ _id: 1 });
  await other.dropDatabase();
  expect(await other.listCollections().toArray()).toEqual([]);
  expect(await rows.countDocuments()).toBe(1);
});

test('listDatabases names databases with their size', async () => {
  await collection({ _id: 1 });
  const { databases } = await client.db('admin').admin().listDatabases();
  expect(databases).toContainEqual(expect.objectContaining({ name: db.databaseName, empty: false }));
});

test('databases and collections of like names are apart', async () => {
  const [a, ab] = [client.db(`${db.databaseName}_a`), client.db(`${db.databaseName}_ab`)];
  await a.collection('b.c').insertOne({ n: 1 });
  await a.collection('b').insertOne({ n: 2 });
  await ab.collection('c').insertOne({ n: 3 });
  expect(await a.collection('b').countDocuments()).toBe(1);
  expect(await a.collection('b.c').findOne({}, { projection: { _id: 0 } })).toEqual({ n: 1 });
  await a.dropDatabase();
  expect(await ab.collection('c').countDocuments()).toBe(1);
  await ab.dropDatabase();
});

test('renameCollection moves rows and indexes', async () => {
  const rows = await collection({ _id: 1, k: 1 });
  await rows.createIndex({ k: 1 }, { unique: true });
  const renamed = await rows.rename(`${rows.collectionName}_new`);
  expect(await renamed.findOne({ k: 1 })).toEqual({ _id: 1, k: 1 });
  expect(await renamed.indexes()).toHaveLength(2);
  expect(await rows.countDocuments()).toBe(0);
  await refusal(renamed.insertOne({ k: 1 }), 11000);
});

test('renameCollection onto another is refused unless it may be dropped', async () => {
  const [rows, target] = [await collection({ _id: 1 }), await collection({ _id: 2 })];
  await refusal(rows.rename(target.collectionName), 48);
  await rows.rename(target.collectionName, { dropTarget: true });
  expect(await target.find().toArray()).toEqual([{ _id: 1 }]);
  await refusal(db.collection('nowhere').rename('somewhere'), 26);
});

test('collStats and dbStats count', async () => {
  const rows = await collection({ _id: 1, text: 'x'.repeat(1000) }, { _id: 2 });
  await rows.createIndex({ text: 1 });
  const stats = await db.command({ collStats: rows.collectionName });
  expect(stats).toMatchObject({ ns: `${db.databaseName}.${rows.collectionName}`, nindexes: 2, ok: 1 });
  expect(Number(stats['count'])).toBe(2);
  expect(Number(stats['size'])).toBeGreaterThan(1000);
  expect(stats['indexSizes']).toHaveProperty('text_1');
  const database = await db.stats();
  expect(Number(database['collections'])).toBeGreaterThan(0);
  expect(Number(database['objects'])).toBeGreaterThanOrEqual(2);
});

test('a validator refuses rows that break it, or cannot be made', async () => {
  const made = await db.createCollection('checked', { validator: { n: { $gt: 0 } } }).then(
    () => true,
    (error) => {
      expect(NOT_SUPPORTED).toContain(error.code);
      return false;
    },
  );
  if (!made) return;
  await refusal(db.collection('checked').insertOne({ n: -1 }), 121);
  await db.collection('checked').insertOne({ n: 1 });
});

test('a view cannot be made, or reads through its pipeline', async () => {
  const rows = await collection({ _id: 1, n: 1 }, { _id: 2, n: 2 });
  const name = `${rows.collectionName}_view`;
  const made = await db
    .createCollection(name, { viewOn: rows.collectionName, pipeline: [{ $match: { n: 2 } }] })
    .then(
      () => true,
      (error) => {
        expect([166, ...NOT_SUPPORTED]).toContain(error.code);
        return false;
      },
    );
  if (made) expect(await db.collection(name).find().toArray()).toEqual([{ _id: 2, n: 2 }]);
  else expect(await db.listCollections({ name }).toArray()).toEqual([]);
});
