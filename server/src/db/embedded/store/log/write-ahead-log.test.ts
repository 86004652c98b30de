// A record counts whole or not at all, and in its generation alone.
import { expect, test } from 'vitest';
import { changesOf, LogRecord, readRecords } from './log-record.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { WriteAheadLog } from './write-ahead-log.ts';

const [first, second] = [Buffer.alloc(16, 1), Buffer.alloc(16, 2)];
const key = (n: number) => Buffer.from(`key ${n}`);

function recordOf(n: number): LogRecord {
  const record = new LogRecord(1024);
  record.put(1, key(n), Buffer.alloc(n, n));
  record.remove(2, key(n));
  return record;
}

/** A log that holds records 1 to `count` of the first generation. */
function logOf(count: number) {
  const disk = new SimulatedDisk();
  const log = new WriteAheadLog(disk);
  expect(log.open(first)).toEqual([]);
  log.grow();
  log.restart(first);
  for (let n = 1; n <= count; n++) expect(log.append(recordOf(n))).toBe(true);
  return { disk, log };
}

const beginning = (disk: SimulatedDisk) => disk.durable.subarray(0, 2048);
const found = (bytes: Buffer, generation = first) =>
  new WriteAheadLog(new SimulatedDisk(bytes)).open(generation).map((record) => [...changesOf(record)]);
const made = (n: number) => [
  { space: 1, key: key(n), value: Buffer.alloc(n, n) },
  { space: 2, key: key(n), value: undefined },
];

test('changes come back as they were made, the empty value and the removal told apart', () => {
  const record = new LogRecord(4096);
  record.put(0, key(1), Buffer.alloc(0));
  record.put(3, key(2), Buffer.from('taken back'));
  record.undo();
  record.remove(3, Buffer.alloc(1900, 7));
  const [bytes] = readRecords(record.seal(first), first);
  expect([...changesOf(bytes!)]).toEqual([
    { space: 0, key: key(1), value: Buffer.alloc(0) },
    { space: 3, key: Buffer.alloc(1900, 7), value: undefined },
  ]);
  expect(record.changes).toBe(2);
});

test('a tail that is torn at any byte is left out, whatever lies behind it', () => {
  const { disk } = logOf(3);
  const lengths = [...readRecords(disk.durable, first)].map((record) => record.length);
  const all = lengths.reduce((sum, length) => sum + length, 0);
  for (let cut = 0; cut <= all; cut++) {
    for (const fill of [0, 0xff, 0x41]) {
      const torn = beginning(disk).fill(fill, cut);
      let whole = 0;
      for (let end = lengths[0]!; end <= cut; end += lengths[whole] ?? Infinity) whole += 1;
      expect(found(torn), `cut at ${cut}`).toEqual([1, 2, 3].slice(0, whole).map(made));
    }
  }
});

test('a flipped bit in the last record leaves it out', () => {
  const { disk } = logOf(3);
  const lengths = [...readRecords(disk.durable, first)].map((record) => record.length);
  const all = lengths.reduce((sum, length) => sum + length, 0);
  for (let bit = (all - lengths[2]!) * 8; bit < all * 8; bit++) {
    const bytes = beginning(disk);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    expect(found(bytes), `bit ${bit}`).toEqual([made(1), made(2)]);
  }
});

test('a flipped bit in an earlier record is refused: those behind it were acknowledged', () => {
  const { disk } = logOf(3);
  const [one, two] = [...readRecords(disk.durable, first)].map((record) => record.length);
  for (let bit = 0; bit < (one! + two!) * 8; bit++) {
    const bytes = beginning(disk);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => found(bytes), `bit ${bit}`).toThrow('embedded/log is damaged');
  }
});

test('records of another generation are void, also behind those of this one', () => {
  const { disk, log } = logOf(3);
  expect(found(disk.durable, second)).toEqual([]);
  log.restart(second);
  log.append(recordOf(1)); // As long as the first: the second of the old generation follows it.
  expect(found(disk.durable, second)).toEqual([made(1)]);
  // A store that is older than its log, as where the two were copied one after the other.
  expect(() => found(disk.durable, first)).toThrow('embedded/log is damaged');
});

test.each(['write', 'flush'] as const)('a record whose %s failed never comes back', (failing) => {
  const { disk, log } = logOf(2);
  disk.failing = failing;
  expect(log.append(recordOf(3))).toBe(false);
  expect(found(disk.durable)).toEqual([made(1), made(2)]);
  expect(found(disk.written)).toEqual([made(1), made(2)]);
  expect([...log.records()]).toHaveLength(2);
  expect(log.append(recordOf(4)), 'not before the next restart').toBe(false);
  log.restart(second);
  expect(log.append(recordOf(4))).toBe(true);
  expect(found(disk.durable, second)).toEqual([made(4)]);
});

test('what is too large, and what finds no room, is left to a checkpoint', () => {
  const { disk, log } = logOf(0);
  const large = new LogRecord(1024);
  large.put(1, key(1), Buffer.alloc(1024));
  expect([large.overflowed, log.append(large)]).toEqual([true, false]);
  const record = new LogRecord(disk.size);
  record.put(1, key(1), Buffer.alloc(disk.size / 2));
  expect([log.append(record), log.append(record)]).toEqual([true, false]);
  expect([...log.records()]).toHaveLength(1);
  const before = disk.size;
  log.grow();
  expect(disk.size).toBe(2 * before);
  log.restart(second);
  expect([log.append(record), log.append(record)]).toEqual([true, true]);
});
