/** Each broken frame gets an error or ends its own connection, and the next connection is served. */
import { rm } from 'node:fs/promises';
import { type Document, MongoClient } from 'mongodb';
import { afterAll, expect, test } from 'vitest';
import { bson, exchange, flags, frame, message, OP_MSG, section, sequence } from './raw-connection.ts';
import { spawnEngine } from './spawned-engine.ts';
import { temporaryFolder } from './temporary-engine.ts';

const dataDir = await temporaryFolder();
const engine = await spawnEngine(dataDir);
const healthy = await new MongoClient(engine.url).connect();
await healthy
  .db('kept')
  .collection('rows')
  .insertMany([{ n: 1 }, { n: 2 }]);

afterAll(async () => {
  await healthy.close();
  await engine.kill();
  await rm(dataDir, { recursive: true, force: true });
});

const ping = { ping: 1, $db: 'admin' };
const find = { find: 'rows', filter: { n: 1 }, $db: 'kept' };
const int32 = (value: number) => {
  const made = Buffer.alloc(4);
  made.writeInt32LE(value | 0);
  return made;
};
const body = (...parts: Uint8Array[]) => frame(OP_MSG, Buffer.concat([flags(0), ...parts]));
const element = (type: number, name: string, value: Uint8Array) =>
  Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), value]);
const document = (elements: Uint8Array, length = elements.length + 5) =>
  Buffer.concat([int32(length), elements, Buffer.from([0])]);
/** A ping with one element more, as raw bytes. */
const withElement = (raw: Uint8Array) =>
  body(
    section(
      0,
      document(
        Buffer.concat([
          element(0x10, 'ping', int32(1)),
          element(2, '$db', Buffer.concat([int32(6), Buffer.from('admin\0')])),
          raw,
        ]),
      ),
    ),
  );

function nested(levels: number): Buffer {
  const opened = Array.from({ length: levels }, (_, i) =>
    Buffer.concat([int32(5 + 8 * (levels - i)), Buffer.from([3, 0x61, 0])]),
  );
  return Buffer.concat([...opened, document(Buffer.alloc(0)), Buffer.alloc(levels)]);
}

const broken: [string, Buffer][] = [
  ['a length of 0', frame(OP_MSG, Buffer.alloc(20), 0)],
  ['a length below the header', frame(OP_MSG, Buffer.alloc(20), 15)],
  ['a negative length', frame(OP_MSG, Buffer.alloc(20), -1)],
  ['the largest length', frame(OP_MSG, Buffer.alloc(20), 2 ** 31 - 1)],
  ['a length just above 48 MB', frame(OP_MSG, Buffer.alloc(20), 48_000_001)],
  ['a header alone', frame(OP_MSG, Buffer.alloc(0))],
  ['half a header', frame(OP_MSG, Buffer.alloc(0)).subarray(0, 9)],
  ['half a frame', message(ping).subarray(0, 30)],
  ['an unknown opcode', frame(4711, bson(ping))],
  ['OP_INSERT', frame(2002, Buffer.concat([flags(0), Buffer.from('kept.rows\0'), bson({ n: 9 })]))],
  [
    'OP_COMPRESSED of an unknown compressor',
    frame(2012, Buffer.concat([int32(OP_MSG), int32(100), Buffer.from([77]), bson(ping)])),
  ],
  [
    'OP_COMPRESSED that promises 2 GB',
    frame(2012, Buffer.concat([int32(OP_MSG), int32(2 ** 31 - 1), Buffer.from([2]), bson(ping)])),
  ],
  ['OP_QUERY cut off', frame(2004, Buffer.concat([flags(0), Buffer.from('admin.$cmd')]))],
  ['no section', body()],
  ['an unknown section kind', body(section(9, bson(ping)))],
  ['two body sections', body(section(0, bson(ping)), section(0, bson(ping)))],
  ['a sequence alone', body(sequence('documents', [{ n: 1 }]))],
  ['an unknown required flag', frame(OP_MSG, Buffer.concat([flags(1 << 5), section(0, bson(ping))]))],
  ['a wrong checksum', frame(OP_MSG, Buffer.concat([flags(1), section(0, bson(ping)), int32(12345)]))],
  ['a checksum flag and no room for one', frame(OP_MSG, flags(1))],
  [
    'a document longer than its frame',
    body(section(0, Buffer.concat([int32(10_000), bson(ping).subarray(4)]))),
  ],
  ['a document of length 3', body(section(0, document(Buffer.alloc(0), 3)))],
  ['a document of negative length', body(section(0, document(Buffer.alloc(0), -7)))],
  ['bytes after the document', body(section(0, bson(ping)), Buffer.from([1, 2]))],
  [
    'a sequence longer than its frame',
    body(
      section(0, bson({ insert: 'x', $db: 'kept' })),
      section(1, Buffer.concat([int32(9999), Buffer.from('documents\0')])),
    ),
  ],
  [
    'a sequence of negative length',
    body(
      section(0, bson({ insert: 'x', $db: 'kept' })),
      section(1, Buffer.concat([int32(-4), Buffer.from('documents\0')])),
    ),
  ],
  [
    'a sequence name without an end',
    body(
      section(0, bson({ insert: 'x', $db: 'kept' })),
      section(1, Buffer.concat([int32(8), Buffer.from('docs')])),
    ),
  ],
  ['an unknown element type', withElement(element(0x55, 'a', Buffer.alloc(4)))],
  ['text of a negative length', withElement(element(2, 'a', Buffer.concat([int32(-5), Buffer.from('x\0')])))],
  [
    'text longer than the document',
    withElement(element(2, 'a', Buffer.concat([int32(5000), Buffer.from('x\0')]))),
  ],
  ['text without an end', withElement(element(2, 'a', Buffer.concat([int32(2), Buffer.from('xy')])))],
  ['a nested document longer than its parent', withElement(element(3, 'a', document(Buffer.alloc(0), 900)))],
  ['binary of a negative length', withElement(element(5, 'a', Buffer.concat([int32(-1), Buffer.from([0])])))],
  ['a number cut off', withElement(element(1, 'a', Buffer.alloc(3)))],
  [
    'a regular expression without an end',
    withElement(Buffer.concat([element(0x0b, 'a', Buffer.from('abc')), Buffer.alloc(0)])),
  ],
  [
    'code with a wrong scope length',
    withElement(
      element(0x0f, 'a', Buffer.concat([int32(3), int32(2), Buffer.from('x\0'), document(Buffer.alloc(0))])),
    ),
  ],
  ['ten thousand levels', withElement(element(3, 'a', nested(10_000)))],
  ['an empty command', message({ $db: 'admin' })],
  ['a command without a database', message({ ping: 1 })],
  ['a database that is a number', message({ ping: 1, $db: 5 })],
  ['a database name with a slash', message({ find: 'x', $db: 'a/b' })],
  ['a database name of 200 letters', message({ find: 'x', $db: 'x'.repeat(200) })],
  ['an empty frame full of zeros', Buffer.alloc(64)],
  ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
  ['TLS', Buffer.from([0x16, 3, 1, 0, 0xa5, 1, 0, 0, 0xa1, 3, 3])],
];

const harmless = (answers: Document[]) => answers.every((answer) => answer['ok'] === 0 || answer['ok'] === 1);

test.each(broken)('%s', async (name, bytes) => {
  const { answers, closed } = await exchange(engine.url, [bytes]);
  expect(closed, `${name}: the connection was left open`).toBe(true);
  expect(harmless(answers)).toBe(true);
  // What must not pass for a good command.
  if (!/bytes after/.test(name))
    for (const answer of answers) expect(answer['ok'], JSON.stringify(answer)).toBe(0);
  const next = await exchange(engine.url, [message(find)]);
  expect(next.answers[0]?.['cursor']?.firstBatch).toMatchObject([{ n: 1 }]);
  expect(await healthy.db('kept').collection('rows').countDocuments()).toBe(2);
  expect(engine.exited()).toBe(false);
});

test('frames in pieces and frames together are understood', async () => {
  const [a, b] = [message({ ...find, filter: { n: 1 } }), message({ ...find, filter: { n: 2 } })];
  const both = Buffer.concat([a, b]);
  const bytewise = await exchange(
    engine.url,
    [...both].map((byte) => Uint8Array.of(byte)),
  );
  const together = await exchange(engine.url, [both]);
  for (const { answers } of [bytewise, together])
    expect(answers.map((answer) => answer['cursor'].firstBatch[0].n)).toEqual([1, 2]);
});

test('an answer names the request it belongs to', async () => {
  const { answers, closed } = await exchange(engine.url, [message(ping)]);
  expect([answers.length, closed, answers[0]?.['ok']]).toEqual([1, true, 1]);
});

test('a command that wants no answer gets none', async () => {
  const quiet = frame(
    OP_MSG,
    Buffer.concat([
      flags(2),
      section(0, bson({ insert: 'quiet', $db: 'kept', writeConcern: { w: 0 } })),
      sequence('documents', [{ _id: 1 }]),
    ]),
  );
  const { answers } = await exchange(engine.url, [quiet, message(ping)], { wanted: 1 });
  expect(answers).toHaveLength(1);
  await expect.poll(() => healthy.db('kept').collection('quiet').countDocuments(), { timeout: 5000 }).toBe(1);
});

test('a good checksum is accepted or passed over', async () => {
  const content = Buffer.concat([flags(1), section(0, bson(ping))]);
  const head = frame(OP_MSG, content, 16 + content.length + 4);
  const { answers, closed } = await exchange(engine.url, [head, int32(crc32c(head))]);
  expect(closed).toBe(true);
  expect(answers[0]?.['ok']).toBe(1);
});

test('connections that promise much and send little cost little', async () => {
  const before = await engine.memory();
  const promise = frame(OP_MSG, Buffer.alloc(8), 47_000_000);
  const held = await Promise.all(
    Array.from({ length: 50 }, () => exchange(engine.url, [promise], { keepOpen: true, timeoutMs: 500 })),
  );
  expect(held).toHaveLength(50);
  expect((await engine.memory()) - before).toBeLessThan(200 * 1024 * 1024);
});

test('a document above 16 MB is refused and the connection is still good, or closed', async () => {
  const huge = message(
    { insert: 'huge', $db: 'kept' },
    sequence('documents', [{ _id: 1, text: 'x'.repeat(17 * 1024 * 1024) }]),
  );
  const { answers, closed } = await exchange(engine.url, [huge, message(ping)], {
    timeoutMs: 15_000,
    wanted: 2,
  });
  expect(closed).toBe(true);
  const [refused] = answers;
  if (refused) expect(refused['ok'] === 0 || refused['writeErrors']?.length === 1).toBe(true);
  expect(await healthy.db('kept').collection('huge').countDocuments()).toBe(0);
});

/** CRC-32C, bit by bit. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc;
}
