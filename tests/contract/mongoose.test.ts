// What an application does through Mongoose 9.
import mongoose, { Schema, type Types } from 'mongoose';
import { afterAll, expect, test } from 'vitest';
import { db, url } from './fixture.ts';

const connection = await mongoose
  .createConnection(url, { dbName: db.databaseName, autoIndex: false })
  .asPromise();
afterAll(() => connection.close());

const channelSchema = new Schema(
  { name: { type: String, required: true, unique: true }, topic: String },
  { timestamps: true },
);
const messageSchema = new Schema(
  {
    channel: { type: Schema.Types.ObjectId, ref: 'Channel', required: true },
    seq: { type: Number, required: true },
    author: { type: String, index: true },
    body: { text: String, mentions: [String] },
    reactions: [{ emoji: String, by: [String] }],
    extra: { type: Map, of: String },
    big: BigInt,
  },
  { timestamps: true, optimisticConcurrency: true },
);
messageSchema.index({ channel: 1, seq: 1 }, { unique: true });
const Channel = connection.model('Channel', channelSchema);
const Message = connection.model('Message', messageSchema);
await Channel.init();
await Channel.createIndexes();
await Message.createIndexes();

const channelNamed = (name: string) => Channel.create({ name, topic: 'about' });
const message = (channel: Types.ObjectId, seq: number, fields = {}) => ({
  channel,
  seq,
  author: 'Ana',
  body: { text: `m${seq}` },
  ...fields,
});

test('create, read, change and save', async () => {
  const channel = await channelNamed('save');
  const made = await Message.create(message(channel._id, 1, { big: 9007199254740993n, extra: { a: 'b' } }));
  const found = await Message.findById(made._id).orFail();
  found.body!.text = 'changed';
  found.reactions.push({ emoji: '👍', by: ['Mo'] });
  await found.save();
  const again = await Message.findById(made._id).orFail();
  expect(again.body?.text).toBe('changed');
  expect(again.reactions[0]?.by).toEqual(['Mo']);
  expect(again.big).toBe(9007199254740993n);
  expect(again.extra?.get('a')).toBe('b');
  expect(again.updatedAt.getTime()).toBeGreaterThanOrEqual(again.createdAt.getTime());
});

test('the indexes of a schema are made, and there is nothing to change afterwards', async () => {
  const keys = (await Message.listIndexes()).map(({ key }) => key);
  expect(keys).toEqual(expect.arrayContaining([{ _id: 1 }, { author: 1 }, { channel: 1, seq: 1 }]));
  expect(await Message.syncIndexes()).toEqual([]);
  expect(await Message.diffIndexes()).toEqual({ toDrop: [], toCreate: [] });
});

test('a unique index of a schema refuses', async () => {
  await channelNamed('unique');
  await expect(channelNamed('unique')).rejects.toMatchObject({
    code: 11000,
    keyPattern: { name: 1 },
    keyValue: { name: 'unique' },
  });
});

test('populate', async () => {
  const channel = await channelNamed('populate');
  await Message.insertMany([message(channel._id, 1), message(channel._id, 2)]);
  const found = await Message.find({ channel: channel._id })
    .populate<{ channel: { name: string } }>('channel')
    .sort('seq')
    .lean();
  expect(found.map((row) => row.channel.name)).toEqual(['populate', 'populate']);
});

test('two that save the same version: the second gets a VersionError', async () => {
  const channel = await channelNamed('version');
  const { _id } = await Message.create(message(channel._id, 1));
  const [first, second] = [await Message.findById(_id).orFail(), await Message.findById(_id).orFail()];
  first.author = 'Mo';
  await first.save();
  second.author = 'Gus';
  await expect(second.save()).rejects.toMatchObject({ name: 'VersionError' });
});

test('findOneAndUpdate with upsert and defaults', async () => {
  const options = { upsert: true, returnDocument: 'after', setDefaultsOnInsert: true } as const;
  const made = await Channel.findOneAndUpdate({ name: 'upserted' }, { $set: { topic: 'x' } }, options);
  expect(made).toMatchObject({ name: 'upserted', topic: 'x' });
  expect(made?.createdAt).toBeInstanceOf(Date);
  expect(await Channel.countDocuments({ name: 'upserted' })).toBe(1);
});

test('insertMany unordered tells what failed', async () => {
  const channel = await channelNamed('bulk');
  const rows = [message(channel._id, 1), message(channel._id, 1), message(channel._id, 2)];
  const error = await Message.insertMany(rows, { ordered: false }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 11000 });
  expect(await Message.countDocuments({ channel: channel._id })).toBe(2);
});

test('bulkWrite, updateMany and deleteMany', async () => {
  const channel = await channelNamed('many');
  await Message.insertMany([1, 2, 3].map((seq) => message(channel._id, seq)));
  const written = await Message.bulkWrite([
    { updateOne: { filter: { channel: channel._id, seq: 1 }, update: { author: 'Mo' } } },
    { deleteOne: { filter: { channel: channel._id, seq: 2 } } },
  ]);
  expect(written).toMatchObject({ modifiedCount: 1, deletedCount: 1 });
  expect(await Message.updateMany({ channel: channel._id }, { author: 'Olive' })).toMatchObject({
    modifiedCount: 2,
  });
  expect(await Message.deleteMany({ channel: channel._id })).toMatchObject({ deletedCount: 2 });
});

test('a cursor, a page and an aggregation', async () => {
  const channel = await channelNamed('pages');
  await Message.insertMany(Array.from({ length: 250 }, (_, seq) => message(channel._id, seq)));
  let read = 0;
  for await (const row of Message.find({ channel: channel._id }).sort({ seq: 1 }).cursor({ batchSize: 20 }))
    read += row.seq === read ? 1 : 0;
  expect(read).toBe(250);
  const page = await Message.find({ channel: channel._id, seq: { $lt: 200 } })
    .sort({ seq: -1 })
    .limit(50)
    .lean();
  expect([page.length, page[0]?.seq]).toEqual([50, 199]);
  const [total] = await Message.aggregate<{ n: number }>([
    { $match: { channel: channel._id } },
    { $group: { _id: null, n: { $sum: '$seq' } } },
  ]);
  expect(total?.n).toBe((249 * 250) / 2);
});

test('array operators through a document', async () => {
  const channel = await channelNamed('arrays');
  const made = await Message.create(message(channel._id, 1, { reactions: [{ emoji: 'a', by: ['x'] }] }));
  await Message.updateOne(
    { _id: made._id, 'reactions.emoji': 'a' },
    { $addToSet: { 'reactions.$.by': 'y' } },
  );
  const found = await Message.findById(made._id).orFail();
  found.reactions.pull({ _id: found.reactions[0]!._id });
  found.reactions.push({ emoji: 'b', by: [] });
  await found.save();
  expect((await Message.findById(made._id).lean())?.reactions).toMatchObject([{ emoji: 'b', by: [] }]);
});

test('distinct, exists, countDocuments and estimatedDocumentCount', async () => {
  const channel = await channelNamed('counts');
  await Message.create([message(channel._id, 1), message(channel._id, 2, { author: 'Mo' })]);
  expect((await Message.distinct('author', { channel: channel._id })).toSorted()).toEqual(['Ana', 'Mo']);
  expect(await Message.exists({ channel: channel._id, seq: 2 })).not.toBeNull();
  // An engine may answer from statistics that are older than the writes before.
  expect(await Message.estimatedDocumentCount()).toEqual(expect.any(Number));
});
