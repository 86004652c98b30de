/** Writes BSON documents from parts that are already BSON, into one growing buffer. */
import { serialize } from 'bson';
import { ElementReader, field, Raw, rawDocument, Type } from './raw.ts';

export class BsonWriter {
  #buf: Buffer;
  #length = 0;

  constructor(capacity = 512) {
    this.#buf = Buffer.allocUnsafe(capacity);
  }

  get length(): number {
    return this.#length;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#buf.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#buf.length * 2, this.#length + size));
    this.#buf.copy(grown, 0, 0, this.#length);
    this.#buf = grown;
  }

  /** Opens a document and returns the mark that `end` needs. */
  begin(): number {
    this.#reserve(4);
    const mark = this.#length;
    this.#length += 4;
    return mark;
  }

  end(mark: number): void {
    this.#reserve(1);
    this.#buf[this.#length] = 0;
    this.#length += 1;
    this.#buf.writeInt32LE(this.#length - mark, mark);
  }

  name(type: number, name: string): void {
    this.#reserve(2 + name.length * 3);
    this.#buf[this.#length] = type;
    this.#length += 1;
    this.#length += this.#buf.write(name, this.#length);
    this.#buf[this.#length] = 0;
    this.#length += 1;
  }

  bytes(source: Uint8Array, start = 0, end = source.length): void {
    this.#reserve(end - start);
    this.#buf.set(start === 0 && end === source.length ? source : source.subarray(start, end), this.#length);
    this.#length += end - start;
  }

  raw(name: string, value: Raw): void {
    this.name(value.type, name);
    this.bytes(value.buf, value.start, value.end);
  }

  int(name: string, value: number): void {
    this.name(Type.int, name);
    this.#reserve(4);
    this.#length = this.#buf.writeInt32LE(value, this.#length);
  }

  double(name: string, value: number): void {
    this.name(Type.double, name);
    this.#reserve(8);
    this.#length = this.#buf.writeDoubleLE(value, this.#length);
  }

  long(name: string, value: bigint): void {
    this.name(Type.long, name);
    this.#reserve(8);
    this.#length = this.#buf.writeBigInt64LE(value, this.#length);
  }

  string(name: string, value: string): void {
    this.name(Type.string, name);
    const size = Buffer.byteLength(value);
    this.#reserve(size + 5);
    this.#buf.writeInt32LE(size + 1, this.#length);
    this.#buf.write(value, this.#length + 4);
    this.#buf[this.#length + 4 + size] = 0;
    this.#length += size + 5;
  }

  /** Copies every element of a document, without its length and terminator. */
  elements(document: Raw): void {
    this.bytes(document.buf, document.start + 4, document.end - 1);
  }

  /** The written bytes. Shares the writer's memory: do not write further. */
  finish(): Buffer {
    return this.#buf.subarray(0, this.#length);
  }
}

/** A JavaScript value (as the bson package knows it) as a raw value. */
export function toRaw(value: unknown): Raw {
  const bytes = Buffer.from(serialize({ v: value }, { ignoreUndefined: false, serializeFunctions: false }));
  return field(rawDocument(bytes), 'v')!;
}

export function toDocument(value: object): Raw {
  const bytes = serialize(value as Record<string, unknown>, { ignoreUndefined: true });
  return rawDocument(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

export function rawInt(value: number): Raw {
  const buf = Buffer.allocUnsafe(4);
  buf.writeInt32LE(value);
  return new Raw(Type.int, buf, 0, 4);
}

export function rawDouble(value: number): Raw {
  const buf = Buffer.allocUnsafe(8);
  buf.writeDoubleLE(value);
  return new Raw(Type.double, buf, 0, 8);
}

export function rawLong(value: bigint): Raw {
  const buf = Buffer.allocUnsafe(8);
  buf.writeBigInt64LE(value);
  return new Raw(Type.long, buf, 0, 8);
}

export function rawString(value: string): Raw {
  const size = Buffer.byteLength(value);
  const buf = Buffer.allocUnsafe(size + 5);
  buf.writeInt32LE(size + 1);
  buf.write(value, 4);
  buf[size + 4] = 0;
  return new Raw(Type.string, buf, 0, buf.length);
}

export function rawDate(ms: number): Raw {
  return new Raw(Type.date, rawLong(BigInt(ms)).buf, 0, 8);
}

const truth = Buffer.from([0, 1]);
const rawFalse = new Raw(Type.bool, truth, 0, 1);
const rawTrue = new Raw(Type.bool, truth, 1, 2);

export function rawBool(value: boolean): Raw {
  return value ? rawTrue : rawFalse;
}

const empty = Buffer.alloc(0);
export const rawNull = new Raw(Type.null, empty, 0, 0);
export const rawUndefined = new Raw(Type.undefined, empty, 0, 0);
export const emptyDocument = rawDocument(Buffer.from([5, 0, 0, 0, 0]));

/** A document of the given fields, each already raw. */
export function documentOf(fields: Iterable<readonly [string, Raw]>): Raw {
  const writer = new BsonWriter(128);
  const mark = writer.begin();
  for (const [name, value] of fields) writer.raw(name, value);
  writer.end(mark);
  return rawDocument(writer.finish());
}

export function arrayOf(values: Iterable<Raw>): Raw {
  const writer = new BsonWriter(128);
  const mark = writer.begin();
  let index = 0;
  for (const value of values) writer.raw(String(index++), value);
  writer.end(mark);
  const bytes = writer.finish();
  return new Raw(Type.array, bytes, 0, bytes.length);
}

/** Detaches a value from a buffer that will change or is large. */
export function copyRaw(value: Raw): Raw {
  const bytes = Buffer.from(value.bytes());
  return new Raw(value.type, bytes, 0, bytes.length);
}

/** The same document with `_id` as its first field, added by `makeId` when it is missing. */
export function withIdFirst(document: Raw, makeId: () => Raw): Raw {
  const reader = new ElementReader(document);
  if (reader.next() && reader.nameIs('_id')) return document;
  const writer = new BsonWriter(document.end - document.start + 32);
  const mark = writer.begin();
  writer.raw('_id', field(document, '_id') ?? makeId());
  const rest = new ElementReader(document);
  while (rest.next()) if (!rest.nameIs('_id')) writer.bytes(rest.buf, rest.nameStart - 1, rest.valueEnd);
  writer.end(mark);
  return rawDocument(writer.finish());
}
