/**
 * Who may write, and what counts in the log. The store holds one random id, which each checkpoint of the
 * engine that owns the folder changes:
 * - An engine that finds another's id has lost the folder and writes nothing more, even where the lock did
 *   not stop the other one.
 * - The log's records carry the id under which they were written. With the next checkpoint, or when any
 *   other engine has written, they count no more.
 */
import { randomBytes } from 'node:crypto';
import { CommandError } from '../errors.ts';
import type { KeySpace } from './key-space.ts';
import { generationBytes } from './log/log-record.ts';

const ownerKey = Buffer.from('owner');

export class Ownership {
  readonly #meta: KeySpace;
  #id: Buffer = Buffer.alloc(generationBytes);
  #next: Buffer = this.#id;

  constructor(meta: KeySpace) {
    this.#meta = meta;
  }

  /** The id in the store; all zeros in a new one. */
  get stored(): Buffer {
    return this.#meta.get(ownerKey) ?? Buffer.alloc(generationBytes);
  }

  get id(): Buffer {
    return this.#id;
  }

  /** At the start of each transaction. Throws ShutdownInProgress (91). */
  check(): void {
    if (this.stored.equals(this.#id)) return;
    throw new CommandError(
      'ShutdownInProgress',
      'another process has opened this data folder: this engine stops writing',
    );
  }

  /** Within the transaction that takes the folder or makes a checkpoint. */
  change(): void {
    this.#next = randomBytes(generationBytes);
    this.#meta.put(ownerKey, this.#next);
  }

  /** Once that transaction is on disk. */
  confirm(): void {
    this.#id = this.#next;
  }
}
