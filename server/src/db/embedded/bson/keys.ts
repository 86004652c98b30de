/**
 * One binary encoding that decides the order of BSON values everywhere: index keys, sorting, and
 * comparison in filters. Comparing two encodings byte by byte gives MongoDB's comparison order
 * (https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/); numbers of all types
 * that are equal have equal bytes. No encoding is a prefix of another, so encodings can be put one
 * after the other. Every encoding begins with a class byte between 0x01 and 0xfe.
 */
import {
  compareExact,
  decimalText,
  type ExactDecimal,
  exactDouble,
  floorDouble,
  parseDecimal,
} from './decimal.ts';
import { ElementReader, type Raw, readInt32, Type } from './raw.ts';

export const Class = {
  minKey: 0x01,
  undefined: 0x05,
  null: 0x0a,
  number: 0x14,
  string: 0x1e,
  object: 0x28,
  array: 0x32,
  binary: 0x3c,
  objectId: 0x46,
  bool: 0x50,
  date: 0x5a,
  timestamp: 0x5f,
  regex: 0x64,
  dbPointer: 0x6e,
  code: 0x78,
  codeWithScope: 0x82,
  maxKey: 0xfe,
} as const;

const classes = new Uint8Array(256);
classes[Type.minKey] = Class.minKey;
classes[Type.undefined] = Class.undefined;
classes[Type.null] = Class.null;
for (const type of [Type.int, Type.long, Type.double, Type.decimal]) classes[type] = Class.number;
classes[Type.string] = Class.string;
classes[Type.symbol] = Class.string;
classes[Type.object] = Class.object;
classes[Type.array] = Class.array;
classes[Type.binary] = Class.binary;
classes[Type.objectId] = Class.objectId;
classes[Type.bool] = Class.bool;
classes[Type.date] = Class.date;
classes[Type.timestamp] = Class.timestamp;
classes[Type.regex] = Class.regex;
classes[Type.dbPointer] = Class.dbPointer;
classes[Type.code] = Class.code;
classes[Type.codeWithScope] = Class.codeWithScope;
classes[Type.maxKey] = Class.maxKey;

/** The class byte of a BSON type: values of different classes compare by it alone. */
export function classOf(type: number): number {
  return classes[type]!;
}

export class KeyWriter {
  buf: Buffer;
  length = 0;

  constructor(capacity = 256) {
    this.buf = Buffer.allocUnsafeSlow(capacity);
  }

  reset(): void {
    this.length = 0;
  }

  /** The bytes written so far. Shares memory until the next write. */
  view(start = 0): Buffer {
    return this.buf.subarray(start, this.length);
  }

  copy(start = 0): Buffer {
    return Buffer.from(this.view(start));
  }

  reserve(size: number): void {
    if (this.length + size <= this.buf.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.buf.length * 2, this.length + size));
    this.buf.copy(grown, 0, 0, this.length);
    this.buf = grown;
  }

  byte(value: number): void {
    this.reserve(1);
    this.buf[this.length++] = value;
  }

  bytes(source: Uint8Array, start = 0, end = source.length): void {
    this.reserve(end - start);
    const { buf } = this;
    let at = this.length;
    for (let i = start; i < end; i++) buf[at++] = source[i]!;
    this.length = at;
  }

  uint32(value: number): void {
    this.reserve(4);
    this.length = this.buf.writeUInt32BE(value, this.length);
  }

  /** Zero bytes are escaped as 00 ff and the end is 00 00, so that no text is the beginning of another. */
  #terminated(source: Buffer, start: number, end: number): void {
    this.reserve((end - start) * 2 + 2);
    const { buf } = this;
    let at = this.length;
    for (let i = start; i < end; i++) {
      const byte = source[i]!;
      buf[at++] = byte;
      if (byte === 0) buf[at++] = 0xff;
    }
    buf[at++] = 0;
    buf[at++] = 0;
    this.length = at;
  }

  /** A component of an index key. Descending components have all their bytes inverted. */
  component(value: Raw | undefined, descending: boolean): void {
    const from = this.length;
    if (value === undefined) this.byte(Class.null);
    else this.value(value);
    if (descending) this.invert(from);
  }

  invert(from: number): void {
    for (let i = from; i < this.length; i++) this.buf[i] = ~this.buf[i]!;
  }

  value(value: Raw): void {
    this.byte(classes[value.type]!);
    this.#content(value.type, value.buf, value.start, value.end);
  }

  #content(type: number, buf: Buffer, start: number, end: number): void {
    switch (type) {
      case Type.double:
        return this.#double(buf.readDoubleLE(start));
      case Type.int:
        return this.#double(readInt32(buf, start));
      case Type.long:
        return this.#long(buf.readBigInt64LE(start));
      case Type.decimal:
        return this.#decimal(buf.subarray(start, end));
      case Type.string:
      case Type.symbol:
      case Type.code:
        return this.#terminated(buf, start + 4, end - 1);
      case Type.object:
        return this.#container(buf, start, end, true);
      case Type.array:
        return this.#container(buf, start, end, false);
      case Type.binary:
        this.uint32(end - start - 5);
        return this.bytes(buf, start + 4, end);
      case Type.objectId:
      case Type.bool:
        return this.bytes(buf, start, end);
      case Type.date:
        this.reserve(8);
        this.length = this.buf.writeBigUInt64BE(
          BigInt.asUintN(64, buf.readBigInt64LE(start)) ^ (1n << 63n),
          this.length,
        );
        return;
      case Type.timestamp:
        this.reserve(8);
        this.length = this.buf.writeBigUInt64BE(buf.readBigUInt64LE(start), this.length);
        return;
      case Type.regex: {
        const middle = buf.indexOf(0, start);
        this.#terminated(buf, start, middle);
        return this.#terminated(buf, middle + 1, end - 1);
      }
      case Type.dbPointer:
      case Type.codeWithScope:
        this.uint32(end - start);
        return this.bytes(buf, start, end);
      default:
        return;
    }
  }

  #container(buf: Buffer, start: number, end: number, named: boolean): void {
    const reader = new ElementReader({ buf, start, end } as Raw);
    while (reader.next()) {
      this.byte(classes[reader.type]!);
      if (named) this.#terminated(buf, reader.nameStart, reader.nameEnd);
      this.#content(reader.type, buf, reader.valueStart, reader.valueEnd);
    }
    this.byte(0);
  }

  /** Sortable bits of a double; NaN is below every number and both zeros are one. */
  #bits(value: number): void {
    this.reserve(9);
    const { buf } = this;
    const at = this.length;
    if (value !== value) buf.fill(0, at, at + 8);
    else {
      buf.writeDoubleBE(value === 0 ? 0 : value, at);
      if (buf[at]! & 0x80) for (let i = at; i < at + 8; i++) buf[i] = ~buf[i]!;
      else buf[at]! |= 0x80;
    }
    this.length = at + 8;
  }

  #double(value: number): void {
    this.#bits(value);
    this.byte(0);
  }

  #long(value: bigint): void {
    const nearest = Number(value);
    if (Math.abs(nearest) < 2 ** 53 || BigInt(nearest) === value) return this.#double(nearest);
    this.#exact(parseDecimal(value.toString()), nearest);
  }

  #decimal(bytes: Buffer): void {
    const text = decimalText({ bytes: () => bytes } as Raw);
    if (text === 'NaN') return this.#double(NaN);
    if (text.endsWith('Infinity')) return this.#double(text.startsWith('-') ? -Infinity : Infinity);
    const exact = parseDecimal(text);
    const nearest = Number(text);
    if (Number.isFinite(nearest) && compareExact(exactDouble(nearest), exact) === 0)
      return this.#double(nearest);
    this.#exact(exact, nearest);
  }

  /** What no double holds: the largest double below it, then the exact digits. */
  #exact(exact: ExactDecimal, nearest: number): void {
    this.#bits(floorDouble(exact, nearest));
    this.byte(1);
    const from = this.length;
    this.reserve(3 + exact.digits.length);
    this.length = this.buf.writeUInt16BE(exact.exponent + 0x8000, this.length);
    this.length += this.buf.write(exact.digits, this.length, 'latin1');
    this.byte(0);
    if (exact.negative) this.invert(from);
  }
}

const left = new KeyWriter();
const right = new KeyWriter();

/** Negative, zero or positive, in MongoDB's order. A missing value compares as null. */
export function compareValues(a: Raw, b: Raw): number {
  const byClass = classes[a.type]! - classes[b.type]!;
  if (byClass !== 0) return byClass;
  if (a.type === b.type) {
    if (a.type === Type.int) return readInt32(a.buf, a.start) - readInt32(b.buf, b.start);
    if (a.type === Type.string) return a.buf.compare(b.buf, b.start + 4, b.end - 1, a.start + 4, a.end - 1);
    if (a.type === Type.objectId || a.type === Type.bool)
      return a.buf.compare(b.buf, b.start, b.end, a.start, a.end);
  }
  left.reset();
  left.value(a);
  right.reset();
  right.value(b);
  return left.view().compare(right.view());
}

export function equalValues(a: Raw, b: Raw): boolean {
  return classes[a.type] === classes[b.type] && compareValues(a, b) === 0;
}

/** A map key under which equal values meet. */
export function valueKey(value: Raw): string {
  left.reset();
  left.value(value);
  return left.buf.toString('latin1', 0, left.length);
}
