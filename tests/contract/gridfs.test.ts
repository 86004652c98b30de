// https://www.mongodb.com/docs/drivers/node/current/crud/gridfs/
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { GridFSBucket, ObjectId } from 'mongodb';
import { expect, test } from 'vitest';
import { db } from './fixture.ts';

let made = 0;
const bucketOf = (chunkSizeBytes = 255 * 1024) =>
  new GridFSBucket(db, { bucketName: `files${++made}`, chunkSizeBytes });

async function upload(
  bucket: GridFSBucket,
  content: Buffer,
  name = 'a.bin',
  metadata = {},
): Promise<ObjectId> {
  const stream = bucket.openUploadStream(name, { metadata });
  await pipeline(Readable.from([content]), stream);
  return stream.id;
}
const digest = (content: Buffer) => createHash('sha256').update(content).digest('hex');

test('a file of several chunks comes back byte for byte', async () => {
  const bucket = bucketOf();
  const content = randomBytes(1_000_003);
  const id = await upload(bucket, content, 'photo.jpg', { owner: 'Ana' });
  expect(digest(await buffer(bucket.openDownloadStream(id)))).toBe(digest(content));
  const [file] = await bucket.find({ 'metadata.owner': 'Ana' }).toArray();
  expect(file).toMatchObject({
    _id: id,
    length: content.length,
    chunkSize: 255 * 1024,
    filename: 'photo.jpg',
  });
  expect(file?.uploadDate).toBeInstanceOf(Date);
});

test('chunks are indexed by file and number, uniquely', async () => {
  const bucket = bucketOf(10);
  const id = await upload(bucket, Buffer.from('0123456789abcdefghij!'));
  const chunks = db.collection(`files${made}.chunks`);
  expect(await chunks.countDocuments({ files_id: id })).toBe(3);
  const index = (await chunks.indexes()).find(({ key }) => 'files_id' in key);
  expect(index).toMatchObject({ key: { files_id: 1, n: 1 }, unique: true });
  await expect(chunks.insertOne({ files_id: id, n: 0 })).rejects.toMatchObject({ code: 11000 });
});

test('a range starts and ends within chunks', async () => {
  const bucket = bucketOf(10);
  const id = await upload(bucket, Buffer.from('0123456789abcdefghij!'));
  expect((await buffer(bucket.openDownloadStream(id, { start: 8, end: 13 }))).toString()).toBe('89abc');
});

test('an empty file', async () => {
  const bucket = bucketOf();
  const id = await upload(bucket, Buffer.alloc(0));
  expect(await buffer(bucket.openDownloadStream(id))).toHaveLength(0);
});

test('by name the newest revision, or another', async () => {
  const bucket = bucketOf();
  await upload(bucket, Buffer.from('one'), 'n');
  await expect.poll(() => Date.now() % 1000).toBeGreaterThanOrEqual(0);
  await upload(bucket, Buffer.from('two'), 'n');
  expect((await buffer(bucket.openDownloadStreamByName('n'))).toString()).toBe('two');
  expect((await buffer(bucket.openDownloadStreamByName('n', { revision: 0 }))).toString()).toBe('one');
});

test('renaming and deleting', async () => {
  const bucket = bucketOf(4);
  const id = await upload(bucket, Buffer.from('some bytes'));
  await bucket.rename(id, 'renamed');
  expect(await bucket.find({ filename: 'renamed' }).toArray()).toHaveLength(1);
  await bucket.delete(id);
  expect(await db.collection(`files${made}.chunks`).countDocuments()).toBe(0);
  await expect(buffer(bucket.openDownloadStream(id))).rejects.toThrow(/FileNotFound/);
  await expect(bucket.delete(new ObjectId())).rejects.toThrow(/File not found/i);
});

test('an aborted upload leaves no chunks', async () => {
  const bucket = bucketOf(4);
  const stream = bucket.openUploadStream('x');
  await new Promise<void>((resolve, reject) =>
    stream.write('12345678', (error) => (error ? reject(error) : resolve())),
  );
  await stream.abort();
  expect(await db.collection(`files${made}.chunks`).countDocuments()).toBe(0);
  expect(await bucket.find().toArray()).toEqual([]);
});

test('five uploads at once', async () => {
  const bucket = bucketOf(1000);
  const contents = Array.from({ length: 5 }, () => randomBytes(20_000));
  const ids = await Promise.all(contents.map((content, i) => upload(bucket, content, `f${i}`)));
  const back = await Promise.all(ids.map((id) => buffer(bucket.openDownloadStream(id))));
  expect(back.map(digest)).toEqual(contents.map(digest));
});

test('dropping the bucket', async () => {
  const bucket = bucketOf();
  await upload(bucket, Buffer.from('x'));
  await bucket.drop();
  expect(await bucket.find().toArray()).toEqual([]);
});
