import { serialize } from 'bson';
import { expect, test } from 'vitest';
import { field } from '../bson/raw.ts';
import { CommandError } from '../errors.ts';
import { crc32c } from './crc32c.ts';
import { type CommandBody, FrameReader, maxMessageBytes, ProtocolViolation, readRequest } from './frames.ts';

function frame(opcode: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + body.length, 0);
  header.writeInt32LE(7, 4);
  header.writeInt32LE(opcode, 12);
  return Buffer.concat([header, body]);
}

const flags = (bits: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(bits);
  return bytes;
};
const section = (document: object): Buffer => Buffer.concat([Buffer.from([0]), serialize(document)]);
const ping = frame(2013, flags(0), section({ ping: 1, $db: 'admin' }));

function sequence(name: string, ...documents: object[]): Buffer {
  const body = Buffer.concat([Buffer.from(`${name}\0`), ...documents.map((each) => serialize(each))]);
  const size = Buffer.alloc(4);
  size.writeInt32LE(body.length + 4);
  return Buffer.concat([Buffer.from([1]), size, body]);
}

test('frames come out whole however the bytes arrive', () => {
  const all = Buffer.concat([ping, ping, ping]);
  for (const size of [1, 3, 16, 17, ping.length, ping.length + 1, all.length]) {
    const reader = new FrameReader();
    const frames: Buffer[] = [];
    for (let at = 0; at < all.length; at += size) frames.push(...reader.push(all.subarray(at, at + size)));
    expect(frames.map((each) => each.equals(ping))).toEqual([true, true, true]);
  }
});

test.each([0, 15, -1, maxMessageBytes + 1])('a length of %i is refused before more is read', (length) => {
  const bytes = Buffer.from(ping);
  bytes.writeInt32LE(length, 0);
  expect(() => [...new FrameReader().push(bytes)]).toThrow(ProtocolViolation);
});

test('a message is read with its sequences', () => {
  const request = readRequest(
    frame(2013, flags(0), sequence('documents', { a: 1 }, { a: 2 }), section({ insert: 'c', $db: 'd' })),
  );
  expect(request).toMatchObject({ requestId: 7, kind: 'message', database: 'd', silent: false });
  expect((request.body as CommandBody).sequences.get('documents')?.documents).toHaveLength(2);
  expect(field(request.body, 'insert')).toBeDefined();
});

test('a checksum is checked', () => {
  const body = frame(2013, flags(1), section({ ping: 1, $db: 'admin' }), Buffer.alloc(4));
  body.writeUInt32LE(crc32c(body.subarray(0, -4)), body.length - 4);
  expect(readRequest(body).database).toBe('admin');
  body[body.length - 1]! ^= 1;
  expect(() => readRequest(body)).toThrow(ProtocolViolation);
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
});

test.each([
  ['an unknown opcode', frame(2010, flags(0))],
  ['a compressed message, which nobody was offered', frame(2012, flags(0))],
  ['a required flag that is not known', frame(2013, flags(4), section({ ping: 1 }))],
  ['no body', frame(2013, flags(0))],
  ['two bodies', frame(2013, flags(0), section({ ping: 1 }), section({ ping: 1 }))],
  ['a section of an unknown kind', frame(2013, flags(0), Buffer.from([9, 5, 0, 0, 0, 0]))],
  ['a sequence longer than the message', frame(2013, flags(0), Buffer.from([1, 255, 0, 0, 0, 97, 0]))],
])('%s ends the connection', (_, bytes) => {
  expect(() => readRequest(bytes)).toThrow(ProtocolViolation);
});

test('wrong BSON in a good frame is an answer', () => {
  const bytes = frame(2013, flags(0), Buffer.from([0, 12, 0, 0, 0, 0x55, 97, 0, 0, 0, 0, 0, 0]));
  expect(() => readRequest(bytes)).toThrow(CommandError);
});
