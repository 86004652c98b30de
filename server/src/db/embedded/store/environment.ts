/**
 * The lmdb environment: its key spaces and group commit. All writes go through `write`; what has come
 * since the last commit forms the next one, which is on disk before anybody is answered and before any
 * reader sees it. Nothing that is visible can be lost.
 *
 * A commit appends one record to the write-ahead log and leaves lmdb's transaction open: a page that many
 * commits change is written once, at the checkpoint, which commits the transaction and voids the log.
 * docs/decisions/embedded-engine.md says what happens after a crash at each point.
 */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { CommandError } from '../errors.ts';
import { KeySpace } from './key-space.ts';
import { type LogFile, openLogFile } from './log/log-file.ts';
import { changesOf, LogRecord } from './log/log-record.ts';
import { WriteAheadLog } from './log/write-ahead-log.ts';
import { OpenTransaction } from './open-transaction.ts';
import { Ownership } from './ownership.ts';
import { toStorageError } from './storage-error.ts';

interface Waiting {
  run: () => unknown;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

type Outcome = { result: unknown } | { error: unknown };

/** Commands in one commit: bounds how long readers wait for the thread. */
const maxCommandsPerCommit = 256;
/** A commit of more bytes is a checkpoint: it would be written twice, and pages that it fills alone save nothing. */
const maxLoggedBytes = 1024 * 1024;
/** Bounds the pages that a checkpoint writes and that wait for it in memory. */
const maxLoggedChanges = 20_000;
/** A checkpoint comes when nothing was written for the shorter time, and after the longer one at the latest. */
const idleMs = 1000;
const maxLoggedMs = 10_000;

/** A write failed for another reason than the client's: its commit is given up as a whole. */
class Abort extends Error {
  readonly index: number;

  constructor(index: number, cause: unknown) {
    super('commit given up', { cause });
    this.index = index;
  }
}

export class Environment {
  /** Collections, indexes and the owner of the folder. */
  readonly meta: KeySpace;
  /** Collection id and record id → document. */
  readonly records: KeySpace;
  /** Index id and key → record id. */
  readonly index: KeySpace;
  /** Session and transaction number → reply, for retried writes. */
  readonly sessions: KeySpace;
  /** Called when changes that had already been made were taken back: memory must be read anew. */
  onRollback: () => void = () => undefined;
  /** Called when this engine can write no more: it has lost its folder, or cannot read its log. */
  onFatal: (error: Error) => void = () => undefined;
  /** Called when a checkpoint that nobody waited for failed: what it would have held is in the log. */
  onError: (error: unknown) => void = () => undefined;
  /** Groups of commands that are on disk. */
  commits = 0;
  checkpoints = 0;
  readonly #root: RootDatabase<Buffer, Buffer>;
  readonly #spaces: KeySpace[] = [];
  readonly #record = new LogRecord(maxLoggedBytes);
  readonly #transaction: OpenTransaction;
  readonly #ownership: Ownership;
  readonly #log: WriteAheadLog;
  #waiting: Waiting[] = [];
  #scheduled = false;
  #timer: NodeJS.Timeout | undefined;
  #begunAt = 0;
  #writtenAt = 0;
  #loggedChanges = 0;
  /** Why this engine reads and writes no more. */
  #failed: Error | undefined;

  constructor(folder: string, openLog: (file: string) => LogFile = openLogFile) {
    const options = { keyEncoding: 'binary', encoding: 'binary' } as const;
    this.#root = open<Buffer, Buffer>({
      path: folder,
      maxDbs: 8,
      noSubdir: false,
      overlappingSync: false,
      ...options,
    });
    const space = (name: string): KeySpace => {
      const database = this.#root.openDB<Buffer, Buffer>({ name, ...options });
      const made = new KeySpace(database, this.#spaces.length, this.#record);
      this.#spaces.push(made);
      return made;
    };
    // The log knows them by their place in this list.
    this.meta = space('meta');
    this.records = space('records');
    this.index = space('index');
    this.sessions = space('sessions');
    this.#transaction = new OpenTransaction(this.#root);
    this.#ownership = new Ownership(this.meta);
    // Within the transaction, so that no other process writes the log meanwhile.
    this.#transaction.begin();
    try {
      this.#log = new WriteAheadLog(openLog(path.join(folder, 'log')));
      for (const record of this.#log.open(this.#ownership.stored)) this.#apply(record);
      this.#checkpoint();
    } catch (error) {
      this.#transaction.abort();
      void this.#root.close();
      throw toStorageError(error);
    }
  }

  /** Runs `run` in a write transaction, shared with others, and resolves when it is on disk. `run` must not be asynchronous. */
  write<T>(run: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ run, resolve: resolve as Waiting['resolve'], reject });
      this.#schedule();
    });
  }

  /** After the sockets of this turn have been read, so that what they brought shares the commit. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#commit(this.#waiting.splice(0, maxCommandsPerCommit));
      if (this.#waiting.length > 0) this.#schedule();
    });
  }

  #commit(batch: Waiting[]): void {
    if (batch.length === 0) return;
    let outcomes: Outcome[];
    try {
      this.#begin();
      outcomes = this.#run(batch);
      this.#makeDurable();
    } catch (error) {
      this.#recover(batch, error);
      return;
    }
    this.commits += 1;
    batch.forEach(({ resolve, reject }, index) => {
      const outcome = outcomes[index]!;
      if ('error' in outcome) reject(outcome.error);
      else resolve(outcome.result);
    });
  }

  #begin(): void {
    if (this.#failed) throw this.#failed;
    this.#record.clear();
    if (this.#transaction.isOpen) return;
    this.#transaction.begin();
    try {
      this.#ownership.check();
    } catch (error) {
      this.#transaction.abort();
      this.onFatal(error as Error);
      throw error;
    }
    this.#begunAt = Date.now();
    this.#timer ??= setTimeout(() => this.#watch(), idleMs).unref();
  }

  #run(batch: readonly Waiting[]): Outcome[] {
    return batch.map(({ run }, index): Outcome => {
      try {
        return { result: run() };
      } catch (error) {
        if (error instanceof CommandError) return { error };
        throw new Abort(index, error);
      }
    });
  }

  #makeDurable(): void {
    const { changes } = this.#record;
    if (changes === 0) return;
    this.#loggedChanges += changes;
    if (this.#loggedChanges > maxLoggedChanges || !this.#log.append(this.#record)) this.#checkpoint();
    else this.#writtenAt = Date.now();
  }

  /** When it throws, the transaction is gone, and with it what is in the log alone. */
  #checkpoint(): void {
    this.#log.grow();
    this.#ownership.change();
    this.#transaction.commit();
    this.#ownership.confirm();
    this.#log.restart(this.#ownership.id);
    this.#loggedChanges = 0;
    this.checkpoints += 1;
  }

  /** Brings what is in the log to the store. When it throws, everything is as it was. */
  #settle(): void {
    if (!this.#transaction.isOpen) return;
    if (this.#log.isEmpty) return this.#transaction.abort();
    this.#record.clear();
    try {
      this.#checkpoint();
    } catch (error) {
      this.#rollBack();
      throw toStorageError(error);
    }
  }

  #watch(): void {
    this.#timer = undefined;
    if (!this.#transaction.isOpen) return;
    const now = Date.now();
    let nextMs = idleMs;
    if (now - this.#writtenAt >= idleMs || now - this.#begunAt >= maxLoggedMs) {
      try {
        this.#settle();
      } catch (error) {
        // Trying costs applying the log again.
        nextMs = maxLoggedMs;
        this.onError(error);
      }
    }
    if (this.#transaction.isOpen) this.#timer = setTimeout(() => this.#watch(), nextMs).unref();
  }

  /** Takes back what the commit under way has changed. */
  #rollBack(): void {
    if (this.#record.changes > 0 || !this.#transaction.isOpen) {
      this.#transaction.abort();
      this.#restore();
    }
    if (!this.#failed) this.onRollback();
  }

  /** Begins a transaction with what is in the log. The next commit is a checkpoint, so that this is not done again and again. */
  #restore(): void {
    if (this.#log.isEmpty || this.#failed) return;
    this.#log.stop();
    try {
      this.#begin();
      for (const record of this.#log.records()) this.#apply(record);
    } catch (error) {
      // Without what is in the log alone, readers would see less than was acknowledged.
      this.#failed = error as Error;
      this.#transaction.abort();
      void this.#root.close();
      this.onFatal(this.#failed);
    }
  }

  #apply(record: Buffer): void {
    for (const { space, key, value } of changesOf(record)) this.#spaces[space]!.apply(key, value);
  }

  /** Refuses the command that failed and tries the others again without it. */
  #recover(batch: Waiting[], error: unknown): void {
    this.#rollBack();
    if (!(error instanceof Abort)) {
      const reason = toStorageError(error);
      for (const { reject } of batch) reject(reason);
      return;
    }
    const [failed] = batch.splice(error.index, 1);
    failed!.reject(toStorageError(error.cause));
    this.#commit(batch);
  }

  /** Writes a consistent copy into `folder` while the engine runs. Rejects when one is there. */
  async backup(folder: string): Promise<void> {
    mkdirSync(folder, { recursive: true });
    if (existsSync(path.join(folder, 'data.mdb'))) throw new Error(`${folder} holds a copy already`);
    this.#settle();
    await this.#root.backup(folder, true);
  }

  async close(): Promise<void> {
    while (this.#waiting.length > 0) this.#commit(this.#waiting.splice(0, maxCommandsPerCommit));
    this.cut();
    await this.#root.close();
    this.#log.close();
  }

  /** Ends lmdb's transaction now, and for good: a thread that ends with one open waits in lmdb for itself, for ever. */
  cut(): void {
    clearTimeout(this.#timer);
    try {
      this.#settle();
    } catch (error) {
      this.onError(error);
    }
    this.#transaction.abort();
    this.#failed ??= new Error('the engine has ended');
  }
}
