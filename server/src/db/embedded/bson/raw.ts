/**
 * BSON values read in place: a type byte and a range of bytes in somebody else's buffer. Documents
 * are walked, compared and copied without being decoded, so that a type never changes on the way.
 */
import { CommandError } from '../errors.ts';

export const Type = {
  double: 0x01,
  string: 0x02,
  object: 0x03,
  array: 0x04,
  binary: 0x05,
  undefined: 0x06,
  objectId: 0x07,
  bool: 0x08,
  date: 0x09,
  null: 0x0a,
  regex: 0x0b,
  dbPointer: 0x0c,
  code: 0x0d,
  symbol: 0x0e,
  codeWithScope: 0x0f,
  int: 0x10,
  timestamp: 0x11,
  long: 0x12,
  decimal: 0x13,
  minKey: 0xff,
  maxKey: 0x7f,
} as const;

export class Raw {
  readonly type: number;
  readonly buf: Buffer;
  readonly start: number;
  readonly end: number;

  constructor(type: number, buf: Buffer, start: number, end: number) {
    this.type = type;
    this.buf = buf;
    this.start = start;
    this.end = end;
  }

  get isObject(): boolean {
    return this.type === Type.object;
  }

  get isArray(): boolean {
    return this.type === Type.array;
  }

  /** The value's bytes, without its type and name. Shares memory. */
  bytes(): Buffer {
    return this.buf.subarray(this.start, this.end);
  }
}

export function rawDocument(buf: Buffer, start = 0): Raw {
  return new Raw(Type.object, buf, start, start + buf.readInt32LE(start));
}

function cstringEnd(buf: Buffer, at: number): number {
  while (buf[at] !== 0) at += 1;
  return at;
}

/** The end of a value that begins at `at`. The bytes must have passed `validateDocument`. */
export function valueEnd(buf: Buffer, type: number, at: number): number {
  switch (type) {
    case Type.double:
    case Type.date:
    case Type.timestamp:
    case Type.long:
      return at + 8;
    case Type.int:
      return at + 4;
    case Type.string:
    case Type.code:
    case Type.symbol:
      return at + 4 + readInt32(buf, at);
    case Type.object:
    case Type.array:
    case Type.codeWithScope:
      return at + readInt32(buf, at);
    case Type.binary:
      return at + 5 + readInt32(buf, at);
    case Type.objectId:
      return at + 12;
    case Type.bool:
      return at + 1;
    case Type.decimal:
      return at + 16;
    case Type.regex:
      return cstringEnd(buf, cstringEnd(buf, at) + 1) + 1;
    case Type.dbPointer:
      return at + 4 + readInt32(buf, at) + 12;
    case Type.null:
    case Type.undefined:
    case Type.minKey:
    case Type.maxKey:
      return at;
    default:
      throw new CommandError('FailedToParse', `unknown BSON type 0x${type.toString(16)}`);
  }
}

export function readInt32(buf: Buffer, at: number): number {
  return buf[at]! | (buf[at + 1]! << 8) | (buf[at + 2]! << 16) | (buf[at + 3]! << 24);
}

/** Steps through the elements of a document or array. The fields describe the element after `next()`. */
export class ElementReader {
  readonly buf: Buffer;
  type = 0;
  nameStart = 0;
  nameEnd = 0;
  valueStart = 0;
  valueEnd: number;

  constructor(container: Raw) {
    this.buf = container.buf;
    this.valueEnd = container.start + 4;
  }

  next(): boolean {
    const buf = this.buf;
    let at = this.valueEnd;
    const type = buf[at]!;
    if (type === 0) return false;
    this.type = type;
    at += 1;
    this.nameStart = at;
    while (buf[at] !== 0) at += 1;
    this.nameEnd = at;
    this.valueStart = at + 1;
    this.valueEnd = valueEnd(buf, type, at + 1);
    return true;
  }

  get name(): string {
    return this.buf.toString('utf8', this.nameStart, this.nameEnd);
  }

  nameIs(name: string): boolean {
    const length = this.nameEnd - this.nameStart;
    const { buf, nameStart } = this;
    for (let i = 0; i < length; i++) {
      const code = name.charCodeAt(i);
      if (code > 127) return this.name === name;
      if (buf[nameStart + i] !== code) return false;
    }
    return name.length === length;
  }

  get value(): Raw {
    return new Raw(this.type, this.buf, this.valueStart, this.valueEnd);
  }
}

/** The value of a field of a document (or of an index of an array), not a path. */
export function field(container: Raw, name: string): Raw | undefined {
  const reader = new ElementReader(container);
  while (reader.next()) if (reader.nameIs(name)) return reader.value;
  return undefined;
}

export function fieldNames(container: Raw): string[] {
  const names: string[] = [];
  const reader = new ElementReader(container);
  while (reader.next()) names.push(reader.name);
  return names;
}

export function entries(container: Raw): [string, Raw][] {
  const list: [string, Raw][] = [];
  const reader = new ElementReader(container);
  while (reader.next()) list.push([reader.name, reader.value]);
  return list;
}

export function items(array: Raw): Raw[] {
  const list: Raw[] = [];
  const reader = new ElementReader(array);
  while (reader.next()) list.push(reader.value);
  return list;
}

export function isEmpty(container: Raw): boolean {
  return container.buf[container.start + 4] === 0;
}

export function stringOf(value: Raw): string {
  return value.buf.toString('utf8', value.start + 4, value.end - 1);
}

export function isNumber(type: number): boolean {
  return type === Type.int || type === Type.double || type === Type.long || type === Type.decimal;
}
