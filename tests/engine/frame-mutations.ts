/** Random damage to valid frames. */
import { type Document, Long } from 'mongodb';
import type { Random } from '../random.ts';
import { bson, flags, frame, message, OP_MSG, section, sequence } from './raw-connection.ts';

const $db = 'fuzz';
const commands: Document[] = [
  { hello: 1, $db: 'admin' },
  { ping: 1, $db: 'admin' },
  { find: 'rows', filter: { n: { $gte: 1 }, t: /a/ }, sort: { n: -1 }, limit: 3, $db },
  {
    find: 'rows',
    filter: { $or: [{ n: 1 }, { 'd.x': { $in: [1, null] } }] },
    projection: { n: 1 },
    batchSize: 1,
    $db,
  },
  { getMore: Long.fromNumber(12345), collection: 'rows', $db },
  {
    update: 'rows',
    updates: [{ q: { n: 1 }, u: { $inc: { m: 1 }, $push: { l: { $each: [1], $slice: -5 } } } }],
    $db,
  },
  { findAndModify: 'rows', query: { n: 2 }, update: { $set: { at: new Date(0) } }, new: true, $db },
  { delete: 'rows', deletes: [{ q: { n: 77 }, limit: 1 }], $db },
  {
    aggregate: 'rows',
    pipeline: [{ $match: { n: 1 } }, { $group: { _id: '$t', c: { $sum: 1 } } }],
    cursor: {},
    $db,
  },
  { createIndexes: 'rows', indexes: [{ key: { n: 1 }, name: 'n_1' }], $db },
  { listIndexes: 'rows', $db },
  { count: 'rows', query: { n: { $exists: true } }, $db },
  { distinct: 'rows', key: 't', $db },
  { explain: { find: 'rows', filter: { n: 1 } }, $db },
];

export function validFrame(random: Random): Buffer {
  if (random.chance(0.1)) {
    const query = Buffer.concat([
      flags(0),
      Buffer.from('admin.$cmd\0'),
      flags(0),
      flags(0xffffffff),
      bson({ hello: 1 }),
    ]);
    return frame(2004, query);
  }
  if (random.chance(0.2))
    return message(
      { insert: 'rows', $db },
      sequence('documents', [{ n: random.whole(0, 9), t: 'a' }, { n: 1 }]),
    );
  const command = random.pick(commands);
  return random.chance(0.1)
    ? frame(OP_MSG, Buffer.concat([flags(2), section(0, bson(command))]))
    : message(command);
}

const interesting = [0, 1, 2, 4, 5, 0x7f, 0x80, 0xff, 0xfffe, 0x7fffffff, 0x80000000, 0xffffffff];

type Damage = (bytes: Buffer, random: Random) => Buffer;
const damages: Damage[] = [
  (bytes, random) => {
    const at = random.whole(0, bytes.length - 1);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.whole(0, 7));
    return bytes;
  },
  (bytes, random) => {
    bytes[random.whole(0, bytes.length - 1)] = random.whole(0, 255);
    return bytes;
  },
  // A length, or any four bytes, set to a value at an edge; within the frame so that the fault is not in the header alone.
  (bytes, random) => {
    bytes.writeUInt32LE(random.pick(interesting), random.whole(0, bytes.length - 4));
    return bytes;
  },
  (bytes, random) => {
    const at = random.whole(16, bytes.length - 4);
    bytes.writeInt32LE((bytes.readInt32LE(at) + random.whole(-4, 4)) | 0, at);
    return bytes;
  },
  (bytes, random) => bytes.subarray(0, random.whole(0, bytes.length - 1)),
  (bytes, random) => withLength(Buffer.from(bytes.subarray(0, random.whole(16, bytes.length - 1)))),
  (bytes, random) => {
    const at = random.whole(16, bytes.length);
    const added = Buffer.from(random.several(random.whole(1, 40), () => random.whole(0, 255)));
    return withLength(Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]));
  },
  (bytes, random) => {
    const at = random.whole(16, bytes.length - 1);
    return withLength(
      Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + random.whole(1, 8)))]),
    );
  },
  // Another element type for some name.
  (bytes, random) => {
    const at = bytes.indexOf(
      random.pick(['n\0', 't\0', 'filter\0', 'q\0', 'u\0', 'updates\0', 'pipeline\0', '$db\0']),
      16,
    );
    if (at > 0)
      bytes[at - 1] = random.pick([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 16, 17, 18, 19, 127, 255]);
    return bytes;
  },
  (bytes, random) => Buffer.concat([bytes, bytes.subarray(0, random.whole(0, bytes.length))]),
];

/** Corrects the frame's own length, so that the damage is found further in. */
function withLength(bytes: Buffer): Buffer {
  bytes.writeInt32LE(bytes.length, 0);
  return bytes;
}

export function mutatedFrame(random: Random): Buffer {
  let bytes: Buffer = Buffer.from(validFrame(random));
  for (let i = random.whole(0, 2); i >= 0 && bytes.length >= 24; i--)
    bytes = random.pick(damages)(bytes, random);
  return bytes;
}
