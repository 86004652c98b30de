// https://www.mongodb.com/docs/manual/core/index-unique/ , /core/index-sparse/ , /core/index-partial/
import { describe, expect, test } from 'vitest';
import { collection, notOn, refusal } from './fixture.ts';

describe('unique', () => {
  test('one field', async () => {
    const rows = await collection({ _id: 1, k: 'x' });
    await rows.createIndex({ k: 1 }, { unique: true });
    const error = await refusal(rows.insertOne({ _id: 2, k: 'x' }), 11000);
    expect(error).toMatchObject({ keyPattern: { k: 1 }, keyValue: { k: 'x' } });
    expect(error.message).toMatch(/index: k_1 dup key: \{ k: "x" \}/);
  });
  test('two fields together', async () => {
    const rows = await collection({ _id: 1, a: 1, b: 1 }, { _id: 2, a: 1, b: 2 });
    await rows.createIndex({ a: 1, b: -1 }, { unique: true });
    const error = await refusal(rows.insertOne({ _id: 3, b: 2, a: 1 }), 11000);
    expect(error).toMatchObject({ keyPattern: { a: 1, b: -1 }, keyValue: { a: 1, b: 2 } });
    await rows.insertOne({ _id: 3, a: 2, b: 2 });
  });
  test('a missing field counts as null', async () => {
    const rows = await collection();
    await rows.createIndex({ k: 1 }, { unique: true });
    await rows.insertOne({ _id: 1 });
    const error = await refusal(rows.insertOne({ _id: 2, k: null }), 11000);
    expect(error['keyValue']).toEqual({ k: null });
    await refusal(rows.insertOne({ _id: 3 }), 11000);
  });
  test('sparse: missing does not count, null does', async () => {
    const rows = await collection();
    await rows.createIndex({ k: 1 }, { unique: true, sparse: true });
    await rows.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3, k: null }]);
    await refusal(rows.insertOne({ _id: 4, k: null }), 11000);
  });
  test('partial: only rows that the filter takes in', async () => {
    const rows = await collection();
    await rows.createIndex({ k: 1 }, { unique: true, partialFilterExpression: { live: true } });
    await rows.insertMany([
      { _id: 1, k: 1, live: true },
      { _id: 2, k: 1, live: false },
      { _id: 3, k: 1 },
    ]);
    await refusal(rows.insertOne({ _id: 4, k: 1, live: true }), 11000);
    await refusal(rows.updateOne({ _id: 2 }, { $set: { live: true } }), 11000);
    await rows.updateOne({ _id: 1 }, { $set: { live: false } });
    expect(await rows.updateOne({ _id: 2 }, { $set: { live: true } })).toMatchObject({ modifiedCount: 1 });
  });
  test('partial on $exists', async () => {
    const rows = await collection();
    await rows.createIndex(
      { clientId: 1 },
      { unique: true, partialFilterExpression: { clientId: { $exists: true } } },
    );
    await rows.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3, clientId: 'a' }]);
    await refusal(rows.insertOne({ _id: 4, clientId: 'a' }), 11000);
  });
  test('multikey: an element may not be in two rows, and may be twice in one', async () => {
    const rows = await collection();
    await rows.createIndex({ tags: 1 }, { unique: true });
    await rows.insertOne({ _id: 1, tags: ['a', 'b', 'a'] });
    const error = await refusal(rows.insertOne({ _id: 2, tags: ['c', 'b'] }), 11000);
    expect(error['keyPattern']).toEqual({ tags: 1 });
    await rows.insertOne({ _id: 2, tags: ['c'] });
    await refusal(rows.updateOne({ _id: 2 }, { $push: { tags: 'a' as never } }), 11000);
    expect(await rows.findOne({ _id: 2 })).toEqual({ _id: 2, tags: ['c'] });
  });
  test('a nested path', async () => {
    const rows = await collection({ _id: 1, d: { k: 1 } }, { _id: 2, d: { k: 2 } });
    await rows.createIndex({ 'd.k': 1 }, { unique: true });
    const error = await refusal(rows.insertOne({ _id: 3, d: { k: 2 } }), 11000);
    expect(error).toMatchObject({ keyPattern: { 'd.k': 1 }, keyValue: { 'd.k': 2 } });
  });
  test('cannot be made over rows that break it', async () => {
    const rows = await collection({ _id: 1, k: 1 }, { _id: 2, k: 1 });
    const error = await refusal(rows.createIndex({ k: 1 }, { unique: true }), 11000);
    expect(error).toMatchObject({ keyPattern: { k: 1 }, keyValue: { k: 1 } });
    expect(await rows.indexes()).toHaveLength(1);
  });
  test('an update to its own key is no duplicate', async () => {
    const rows = await collection({ _id: 1, k: 1 });
    await rows.createIndex({ k: 1 }, { unique: true });
    await rows.replaceOne({ _id: 1 }, { k: 1, n: 2 });
    expect(await rows.findOne()).toEqual({ _id: 1, k: 1, n: 2 });
  });
  test('of twenty writers of one key one wins', async () => {
    const rows = await collection();
    await rows.createIndex({ channel: 1, seq: 1 }, { unique: true });
    const write = (author: number) =>
      rows.insertOne({ channel: 'c', seq: 1, author }).then(
        () => 'won',
        (error) => error.code,
      );
    const results = await Promise.all(Array.from({ length: 20 }, (_, i) => write(i)));
    expect(results.filter((result) => result === 'won')).toHaveLength(1);
    expect(results.filter((result) => result === 11000)).toHaveLength(19);
  });
});

notOn('documentdb', 'it indexes them')('two arrays in one compound index are refused', async () => {
  const rows = await collection();
  await rows.createIndex({ a: 1, b: 1 });
  await rows.insertOne({ _id: 1, a: [1, 2], b: 1 });
  await refusal(rows.insertOne({ _id: 2, a: [1], b: [1] }), 171);
});
