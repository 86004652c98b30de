/**
 * The lmdb environment: its key spaces and group commit. All writes go through `write`; what has come
 * since the last commit forms the next transaction, which is flushed to disk before anybody is answered
 * and before any reader sees it. Nothing that is visible can be lost.
 *
 * A commit holds this thread until the disk has answered. lmdb's asynchronous transactions do not, but
 * cost three times the processor and twice the delay for each commit (docs/decisions/embedded-engine.md).
 */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { codes, CommandError } from '../errors.ts';

export type KeySpace = Database<Buffer, Buffer>;

interface Waiting {
  run: () => unknown;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

type Outcome = { result: unknown } | { error: unknown };

/** Commands in one transaction: bounds how long readers wait for the thread. */
const maxCommandsPerCommit = 256;

/** A write failed for another reason than the client's: its transaction is given up as a whole. */
class Abort extends Error {
  readonly index: number;

  constructor(index: number, cause: unknown) {
    super('transaction given up', { cause });
    this.index = index;
  }
}

export class Environment {
  readonly root: RootDatabase<Buffer, Buffer>;
  /** Collections, indexes and the owner of the folder. */
  readonly meta: KeySpace;
  /** Collection id and record id → document. */
  readonly records: KeySpace;
  /** Index id and key → record id. */
  readonly index: KeySpace;
  /** Session and transaction number → reply, for retried writes. */
  readonly sessions: KeySpace;
  /** Runs at the start of each write transaction. Throwing refuses every write in it. */
  beforeWrite: () => void = () => undefined;
  /** Called when a transaction that had already run was not committed: memory must be read anew. */
  onRollback: () => void = () => undefined;
  /** Write transactions that are on disk, each of any number of commands. */
  commits = 0;
  #waiting: Waiting[] = [];
  #scheduled = false;

  constructor(folder: string) {
    const options = { keyEncoding: 'binary', encoding: 'binary' } as const;
    this.root = open<Buffer, Buffer>({
      path: folder,
      maxDbs: 8,
      noSubdir: false,
      overlappingSync: false,
      ...options,
    });
    this.meta = this.root.openDB<Buffer, Buffer>({ name: 'meta', ...options });
    this.records = this.root.openDB<Buffer, Buffer>({ name: 'records', ...options });
    this.index = this.root.openDB<Buffer, Buffer>({ name: 'index', ...options });
    this.sessions = this.root.openDB<Buffer, Buffer>({ name: 'sessions', ...options });
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
      outcomes = this.root.transactionSync(() => this.#run(batch));
    } catch (error) {
      this.onRollback();
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

  #run(batch: readonly Waiting[]): Outcome[] {
    this.beforeWrite();
    return batch.map(({ run }, index): Outcome => {
      try {
        return { result: run() };
      } catch (error) {
        if (error instanceof CommandError) return { error };
        throw new Abort(index, error);
      }
    });
  }

  /** Refuses the command that failed and tries the others again without it. */
  #recover(batch: Waiting[], error: unknown): void {
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
    await this.root.backup(folder, true);
  }

  async close(): Promise<void> {
    while (this.#waiting.length > 0) this.#commit(this.#waiting.splice(0, maxCommandsPerCommit));
    await this.root.close();
  }
}

/** lmdb reports a write that was cut short, as on a full disk, as an input/output error. */
const outOfSpace = /no space left|ENOSPC|EDQUOT|file too large|MDB_MAP_FULL|disk quota|input\/output error/i;

function toStorageError(error: unknown): unknown {
  if (error instanceof CommandError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (outOfSpace.test(message))
    return new CommandError(codes.OutOfDiskSpace, `the disk is full or fails: ${message}`);
  return error;
}
