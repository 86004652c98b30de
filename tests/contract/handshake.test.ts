// https://www.mongodb.com/docs/manual/reference/command/hello/
import { MongoClient } from 'mongodb';
import { expect, test } from 'vitest';
import { client, collection, db, notOn, refusal, url } from './fixture.ts';

const admin = client.db('admin');

test('hello presents the primary of a replica set with its limits', async () => {
  const hello = await admin.command({ hello: 1 });
  expect(hello).toMatchObject({
    ok: 1,
    isWritablePrimary: true,
    secondary: false,
    readOnly: false,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    logicalSessionTimeoutMinutes: 30,
  });
  expect(hello['setName']).toBeTypeOf('string');
  expect(hello['hosts']).toEqual([hello['me']]);
  expect(hello['primary']).toBe(hello['me']);
  expect(hello['maxWireVersion']).toBeGreaterThanOrEqual(17);
  expect(hello['maxWriteBatchSize']).toBeGreaterThanOrEqual(1000);
  expect(hello['localTime']).toBeInstanceOf(Date);
});

test('the legacy hello answers with ismaster', async () => {
  expect(await admin.command({ isMaster: 1 })).toMatchObject({ ismaster: true, ok: 1 });
});

test('ping answers', async () => {
  expect(await admin.command({ ping: 1 })).toMatchObject({ ok: 1 });
});

test('buildInfo tells a version in text and in numbers', async () => {
  const build = await admin.command({ buildInfo: 1 });
  expect(build['version']).toMatch(/^\d+\.\d+\.\d+/);
  expect(build['versionArray']).toHaveLength(4);
  expect(build['maxBsonObjectSize']).toBe(16_777_216);
});

test('serverStatus and hostInfo answer', async () => {
  expect(await admin.command({ serverStatus: 1 })).toMatchObject({ ok: 1, connections: expect.any(Object) });
  expect(await admin.command({ hostInfo: 1 })).toMatchObject({ ok: 1 });
});

test('sessions start, are refreshed and end', async () => {
  const { id } = await admin
    .command({ startSession: 1 })
    .then((answer) => ({ id: answer['id'], ok: answer['ok'] }));
  const session = client.startSession();
  const rows = await collection({ _id: 1 });
  expect(await rows.findOne({}, { session })).toEqual({ _id: 1 });
  expect(await admin.command({ refreshSessions: id ? [id] : [] })).toMatchObject({ ok: 1 });
  await session.endSession();
  expect(session.hasEnded).toBe(true);
});

test('commands written one after the other on a single connection get their own answers', async () => {
  const single = await new MongoClient(url, { maxPoolSize: 1 }).connect();
  const rows = single.db(db.databaseName).collection('single');
  await rows.insertMany(Array.from({ length: 50 }, (_, i) => ({ n: i })));
  const found = await Promise.all(Array.from({ length: 50 }, async (_, i) => rows.findOne({ n: i })));
  expect(found.map((row) => row?.['n'])).toEqual(Array.from({ length: 50 }, (_, i) => i));
  await single.close();
});

test('a client that asks for the stable API is served', async () => {
  const stable = await new MongoClient(url, { serverApi: '1' }).connect();
  await stable.db(db.databaseName).collection('stable').insertOne({ n: 1 });
  expect(await stable.db(db.databaseName).collection('stable').countDocuments({ n: 1 })).toBe(1);
  await stable.close();
});

test('comment, maxTimeMS and read preference are accepted', async () => {
  const rows = await collection({ _id: 1 });
  const options = { comment: 'why', maxTimeMS: 5000, readPreference: 'primaryPreferred' } as const;
  expect(await rows.find({}, options).toArray()).toEqual([{ _id: 1 }]);
});

test.each(['local', 'available', 'majority', 'linearizable'] as const)(
  'read concern %s reads',
  async (level) => {
    const rows = await collection({ _id: 1 });
    expect(await rows.find({}, { readConcern: { level } }).toArray()).toEqual([{ _id: 1 }]);
  },
);

test.each([{ w: 1 }, { w: 'majority', j: true }, { w: 1, j: true, wtimeoutMS: 5000 }] as const)(
  'write concern %j acknowledges',
  async (writeConcern) => {
    const rows = await collection();
    expect(await rows.insertOne({ _id: 1 }, { writeConcern })).toMatchObject({ acknowledged: true });
    expect(await rows.countDocuments()).toBe(1);
  },
);

test('an unacknowledged write arrives', async () => {
  const rows = await collection({ _id: 0 });
  const answer = await rows.insertOne({ _id: 1 }, { writeConcern: { w: 0 } });
  expect(answer.acknowledged).toBe(false);
  await expect.poll(() => rows.countDocuments(), { timeout: 5000 }).toBe(2);
});

notOn('documentdb', 'the gateway ignores write concern')(
  'a write concern of more nodes than there are is an error, and the row is written',
  async () => {
    const rows = await collection();
    await refusal(rows.insertOne({ _id: 1 }, { writeConcern: { w: 3 } }), 100);
    expect(await rows.countDocuments()).toBe(1);
  },
);

test('a retryable write carries a session and is applied once', async () => {
  const rows = await collection({ _id: 1, n: 0 });
  const session = client.startSession();
  await rows.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session });
  await session.endSession();
  expect(await rows.findOne()).toEqual({ _id: 1, n: 1 });
});

notOn('documentdb', 'the gateway ignores txnNumber, so a retry writes twice')(
  'the same transaction number sent again returns the first result',
  async () => {
    const rows = await collection({ _id: 1, n: 0 });
    const session = client.startSession();
    const command = {
      update: rows.collectionName,
      updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }],
      lsid: session.id,
      txnNumber: 1n,
    };
    const single = await new MongoClient(url, { maxPoolSize: 1, retryWrites: false }).connect();
    const { Long } = await import('mongodb');
    const send = () =>
      single
        .db(db.databaseName)
        .command({ ...command, txnNumber: Long.fromNumber(1) }, { session: undefined as never });
    expect(await send()).toMatchObject({ n: 1, nModified: 1 });
    expect(await send()).toMatchObject({ n: 1, nModified: 1 });
    await single.close();
    await session.endSession();
    expect(await rows.findOne()).toEqual({ _id: 1, n: 1 });
  },
);
