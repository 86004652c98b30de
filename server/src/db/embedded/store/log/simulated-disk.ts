/** A log file for tests that knows what of it would survive a loss of power, and that can fail. */
import type { LogFile } from './log-file.ts';

export class SimulatedDisk implements LogFile {
  #bytes: Buffer;
  #durable: Buffer;
  /** Called before each flush, while what was written may be on disk in part. */
  beforeFlush: () => void = () => undefined;
  failing: 'write' | 'flush' | 'all' | undefined;

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.#bytes = Buffer.from(bytes);
    this.#durable = Buffer.from(bytes);
  }

  get size(): number {
    return this.#bytes.length;
  }

  /** What is on disk for certain. */
  get durable(): Buffer {
    return Buffer.from(this.#durable);
  }

  /** What is on disk at best. */
  get written(): Buffer {
    return Buffer.from(this.#bytes);
  }

  read(length: number): Buffer {
    return Buffer.from(this.#bytes.subarray(0, length));
  }

  write(bytes: Uint8Array, at: number): void {
    if (this.failing === 'all') throw new Error('EIO: i/o error, write');
    const fits = this.failing === 'write' ? Math.floor(bytes.length / 2) : bytes.length;
    this.#bytes.set(bytes.subarray(0, fits), at);
    if (this.failing !== 'write') return;
    this.failing = undefined;
    throw new Error('ENOSPC: no space left on device, write');
  }

  flush(): void {
    this.beforeFlush();
    if (this.failing === 'flush' || this.failing === 'all') {
      if (this.failing === 'flush') this.failing = undefined;
      throw new Error('EIO: i/o error, fdatasync');
    }
    this.#durable = Buffer.from(this.#bytes);
  }

  extend(size: number): void {
    this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(size - this.#bytes.length)]);
    this.#durable = Buffer.concat([this.#durable, Buffer.alloc(size - this.#durable.length)]);
  }

  close(): void {
    // Nothing to give back.
  }
}
