/**
 * The lmdb environment: three key spaces, group commit, and the point at which a write may be
 * acknowledged. All writes go through `write`; what waits while a commit is under way forms the next
 * transaction, so that many writers share one flush.
 */
import { setTimeout } from 'node:timers/promises';
import { type Database, open, type RootDatabase } from 'lmdb';
import { codes, CommandError } from '../errors.ts';

export type KeySpace = Database<Buffer, Buffer>;

interface Waiting {
  run: () => unknown;
  resolve: (outcome: Written<unknown>) => void;
  reject: (error: unknown) => void;
}

/** A committed write. `flushed` resolves when it is on disk. */
export interface Written<T> {
  result: T;
  flushed: Promise<void>;
}

/** Statements in one transaction: bounds how long readers wait for the thread. */
const maxCommandsPerCommit = 256;
const closeLimitMs = 2000;

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
  #waiting: Waiting[] = [];
  #committing: Promise<void> | undefined;
  #lastFlush: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    const options = { keyEncoding: 'binary', encoding: 'binary' } as const;
    // Event turn batching adds an instruction of its own whose promise nobody handles when a commit fails.
    this.root = open<Buffer, Buffer>({
      path: folder,
      maxDbs: 8,
      noSubdir: false,
      eventTurnBatching: false,
      ...options,
    });
    this.meta = this.root.openDB<Buffer, Buffer>({ name: 'meta', ...options });
    this.records = this.root.openDB<Buffer, Buffer>({ name: 'records', ...options });
    this.index = this.root.openDB<Buffer, Buffer>({ name: 'index', ...options });
    this.sessions = this.root.openDB<Buffer, Buffer>({ name: 'sessions', ...options });
  }

  /** Resolves when everything that a reader could have seen until now is on disk. */
  get durable(): Promise<void> {
    return this.#lastFlush;
  }

  /** Runs `run` in a write transaction, shared with others. It must not be asynchronous. */
  write<T>(run: () => T): Promise<Written<T>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ run, resolve: resolve as Waiting['resolve'], reject });
      this.#committing ??= this.#commitAll().finally(() => (this.#committing = undefined));
    });
  }

  async #commitAll(): Promise<void> {
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0, maxCommandsPerCommit));
  }

  async #commit(batch: Waiting[]): Promise<void> {
    const outcomes: { result?: unknown; error?: unknown }[] = [];
    let ran = false;
    const committed = this.root.transaction(() => {
      ran = true;
      try {
        this.beforeWrite();
      } catch (error) {
        for (const _ of batch) outcomes.push({ error });
        return;
      }
      for (const { run } of batch) {
        try {
          outcomes.push({ result: run() });
        } catch (error) {
          outcomes.push({ error });
        }
      }
    });
    // The promise must be taken now: `flushed` belongs to the transaction that was queued last.
    const flushed = new Promise<void>((resolve, reject) => {
      this.root.flushed.then(() => resolve(), reject);
    });
    flushed.catch(() => undefined);
    try {
      await committed;
    } catch (error) {
      if (ran) this.onRollback();
      const reason = await toStorageError(error);
      for (const { reject } of batch) reject(reason);
      return;
    }
    this.#lastFlush = flushed;
    batch.forEach(({ resolve, reject }, index) => {
      const outcome = outcomes[index]!;
      if ('error' in outcome) reject(toCommandError(outcome.error));
      else resolve({ result: outcome.result, flushed });
    });
  }

  /** Writes a consistent copy into `folder` while the engine runs. */
  async backup(folder: string): Promise<void> {
    await this.root.backup(folder, true);
  }

  async close(): Promise<void> {
    while (this.#committing) await this.#committing;
    await this.#lastFlush;
    // After a commit that failed lmdb waits for a flush that never comes; all that was acknowledged is on disk.
    await Promise.race([this.root.close(), setTimeout(closeLimitMs, undefined, { ref: false })]);
  }
}

/** lmdb reports a write that was cut short, as on a full disk, as an input/output error. */
const outOfSpace = /no space left|ENOSPC|EDQUOT|file too large|MDB_MAP_FULL|disk quota|input\/output error/i;

async function toStorageError(error: unknown): Promise<unknown> {
  const cause: unknown = await Promise.resolve(
    (error as { commitError?: Promise<unknown> }).commitError,
  ).catch((reason: unknown) => reason);
  return toCommandError(cause ?? error);
}

function toCommandError(error: unknown): unknown {
  if (error instanceof CommandError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (outOfSpace.test(message))
    return new CommandError(codes.OutOfDiskSpace, `the disk is full or fails: ${message}`);
  return error;
}
