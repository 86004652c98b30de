/**
 * A zip that is written as it comes, of any size: sizes stand behind each file, in 64 bits. Layout: PKWARE's APPNOTE,
 * sections 4.3.7 to 4.3.16 and 4.5.3.
 */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';
import type { ExportSink } from './sink.ts';

interface Written {
  name: Buffer;
  crc: number;
  packed: number;
  size: number;
  offset: number;
}

/** 4.5: the version that knows sizes of 64 bits. */
const version = 45;
/** The sizes stand behind the file; its name is UTF-8. */
const flags = 0x0808;
const deflate = 8;
const in64 = 0xffff_ffff;

export function zipSink(path: string): ExportSink {
  return new ZipSink(createWriteStream(path, { mode: 0o600, flags: 'wx' }));
}

class ZipSink implements ExportSink {
  readonly #file: WriteStream;
  readonly #written: Written[] = [];
  readonly #failed: Promise<never>;
  #offset = 0;

  constructor(file: WriteStream) {
    this.#file = file;
    this.#failed = new Promise((_resolve, reject) => void file.once('error', reject));
    // Whoever writes next learns of it.
    this.#failed.catch(() => undefined);
  }

  async add(name: string, content: AsyncIterable<string> | Iterable<string>): Promise<void> {
    const entry: Written = { name: Buffer.from(name), crc: 0, packed: 0, size: 0, offset: this.#offset };
    await this.#write(localHeader(entry));
    for await (const chunk of Readable.from(counted(content, entry)).compose(createDeflateRaw())) {
      const packed = chunk as Buffer;
      entry.packed += packed.length;
      await this.#write(packed);
    }
    await this.#write(descriptor(entry));
    this.#written.push(entry);
  }

  async finish(): Promise<void> {
    const start = this.#offset;
    for (const entry of this.#written) await this.#write(centralHeader(entry));
    await this.#write(endOf(this.#written.length, start, this.#offset - start));
    this.#file.end();
    await Promise.race([once(this.#file, 'close'), this.#failed]);
  }

  async #write(bytes: Buffer): Promise<void> {
    this.#offset += bytes.length;
    if (this.#file.write(bytes)) return;
    await Promise.race([once(this.#file, 'drain'), this.#failed]);
  }
}

async function* counted(
  content: AsyncIterable<string> | Iterable<string>,
  entry: Written,
): AsyncGenerator<Buffer> {
  for await (const text of content) {
    const bytes = Buffer.from(text);
    entry.crc = crc32(bytes, entry.crc);
    entry.size += bytes.length;
    yield bytes;
  }
}

function localHeader({ name }: Written): Buffer {
  const header = Buffer.alloc(30 + name.length + 20);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(deflate, 8);
  header.writeUInt32LE(in64, 18);
  header.writeUInt32LE(in64, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(20, 28);
  name.copy(header, 30);
  header.writeUInt16LE(1, 30 + name.length);
  header.writeUInt16LE(16, 32 + name.length);
  return header;
}

function descriptor({ crc, packed, size }: Written): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(crc, 4);
  bytes.writeBigUInt64LE(BigInt(packed), 8);
  bytes.writeBigUInt64LE(BigInt(size), 16);
  return bytes;
}

function centralHeader({ name, crc, packed, size, offset }: Written): Buffer {
  const header = Buffer.alloc(46 + name.length + 28);
  header.writeUInt32LE(0x02014b50, 0);
  // Written by Unix, so that the mode below counts: a plain file that its owner alone may read.
  header.writeUInt16LE((3 << 8) | version, 4);
  header.writeUInt16LE(version, 6);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(deflate, 10);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(in64, 20);
  header.writeUInt32LE(in64, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(28, 30);
  header.writeUInt32LE((0o100_600 << 16) >>> 0, 38);
  header.writeUInt32LE(in64, 42);
  name.copy(header, 46);
  const extra = 46 + name.length;
  header.writeUInt16LE(1, extra);
  header.writeUInt16LE(24, extra + 2);
  header.writeBigUInt64LE(BigInt(size), extra + 4);
  header.writeBigUInt64LE(BigInt(packed), extra + 12);
  header.writeBigUInt64LE(BigInt(offset), extra + 20);
  return header;
}

function endOf(count: number, start: number, length: number): Buffer {
  const end = Buffer.alloc(56 + 20 + 22);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE((3 << 8) | version, 12);
  end.writeUInt16LE(version, 14);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(length), 40);
  end.writeBigUInt64LE(BigInt(start), 48);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(start + length), 64);
  end.writeUInt32LE(1, 72);
  end.writeUInt32LE(0x06054b50, 76);
  end.writeUInt16LE(0xffff, 84);
  end.writeUInt16LE(0xffff, 86);
  end.writeUInt32LE(in64, 88);
  end.writeUInt32LE(in64, 92);
  return end;
}
