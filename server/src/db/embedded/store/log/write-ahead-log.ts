/**
 * What was committed since the last checkpoint, record after record from the file's beginning. A record
 * counts while its generation is the one that the store holds: a checkpoint changes that, and so voids the
 * whole log in the transaction that makes it needless.
 */
import { headerBytes, holdsRecord, type LogRecord, readRecords } from './log-record.ts';
import type { LogFile } from './log-file.ts';

const firstSize = 1024 * 1024;
const largestSize = 16 * 1024 * 1024;

const damaged =
  'its file embedded/log is damaged, and with it writes that were acknowledged. Restore a backup into an empty folder; ' +
  'or move that file away, and the server starts with what was there up to ten seconds before it was killed.';

const lengthOf = (records: readonly Buffer[]): number =>
  records.reduce((sum, record) => sum + record.length, 0);

export class WriteAheadLog {
  readonly #file: LogFile;
  #generation: Buffer = Buffer.alloc(0);
  #end = 0;
  #usable = false;
  #full = false;
  #maxSize = largestSize;

  constructor(file: LogFile) {
    this.#file = file;
  }

  get isEmpty(): boolean {
    return this.#end === 0;
  }

  /**
   * The records that a crash left: they are kept until `restart`. Nothing can be appended before that. A crash can tear
   * the last one, for each was on disk before the next was written: throws when there are whole ones behind one that is not.
   */
  open(generation: Buffer): Buffer[] {
    const bytes = this.#file.read(this.#file.size);
    const records = [...readRecords(bytes, generation)];
    this.#generation = generation;
    this.#end = lengthOf(records);
    if (holdsRecord(bytes.subarray(this.#end), generation)) throw new Error(damaged);
    this.#full = this.#file.size < firstSize;
    return records;
  }

  /** What was appended since the last restart. Throws when not all of it can be read. */
  records(): Buffer[] {
    const records = [...readRecords(this.#file.read(this.#end), this.#generation)];
    if (lengthOf(records) < this.#end) throw new Error('the log has lost records that were on disk');
    return records;
  }

  /**
   * Writes a record and returns true when it is on disk; false when it must be a checkpoint instead, because
   * there is no room or because an earlier record failed.
   */
  append(record: LogRecord): boolean {
    if (!this.#usable || record.overflowed) return false;
    const bytes = record.seal(this.#generation);
    if (this.#end + bytes.length > this.#file.size) {
      this.#full = true;
      return false;
    }
    try {
      this.#file.write(bytes, this.#end);
      this.#file.flush();
    } catch {
      this.#void();
      return false;
    }
    this.#end += bytes.length;
    return true;
  }

  /**
   * Of a record that could not be flushed nobody knows whether it is on disk. Its commit is about to be
   * made, or refused, without it: it must not come back after a crash. And after a flush that failed the
   * file is not trusted again before everything in it is needless.
   */
  #void(): void {
    this.#usable = false;
    try {
      this.#file.write(Buffer.alloc(headerBytes), this.#end);
      this.#file.flush();
    } catch {
      // The disk fails altogether: the record is torn, or its commit is one that was refused and is there.
    }
  }

  /** Everything in the log is void, now that the store holds `generation`. */
  restart(generation: Buffer): void {
    this.#generation = generation;
    this.#end = 0;
    this.#usable = true;
  }

  /** Takes no more until `restart`. */
  stop(): void {
    this.#usable = false;
  }

  /** Makes room, where there was too little since the last restart. While nobody else can write to the folder. */
  grow(): void {
    if (!this.#full || this.#file.size >= this.#maxSize) return;
    this.#full = false;
    try {
      this.#file.extend(Math.min(this.#maxSize, Math.max(firstSize, this.#file.size * 2)));
    } catch {
      // On a full disk it stays as it is; without any room each commit is a checkpoint.
      this.#maxSize = this.#file.size;
    }
  }

  close(): void {
    this.#file.close();
  }
}
