/**
 * A write transaction of lmdb that stays open across turns of the event loop. All reads and writes of the
 * environment see it and go into it. While it is open no other process can begin one.
 */
import type { RootDatabase } from 'lmdb';

interface Ending {
  commit: () => void;
  abort: (reason: Error) => void;
}

export class OpenTransaction {
  readonly #root: RootDatabase<Buffer, Buffer>;
  #ending: Ending | undefined;

  constructor(root: RootDatabase<Buffer, Buffer>) {
    this.#root = root;
  }

  get isOpen(): boolean {
    return this.#ending !== undefined;
  }

  begin(): void {
    // lmdb commits when what the callback returns is fulfilled. This calls its `then` at once, and the functions that
    // it hands over end the transaction in the turn in which they are called, which a promise would not.
    const open = {
      // oxlint-disable-next-line unicorn/no-thenable
      then: (fulfilled: (result: undefined) => void, rejected: (reason: Error) => void): void => {
        this.#ending = { commit: () => fulfilled(undefined), abort: rejected };
      },
    };
    this.#root.transactionSync(() => open);
    // lmdb's failure to begin one is not reported otherwise.
    if (this.#root.getWriteTxnId() > 0) return;
    this.abort();
    throw new Error('the store has failed: it begins no transaction');
  }

  /** Returns when everything in it is on disk. When it throws, nothing of it is kept. */
  commit(): void {
    this.#end()?.commit();
  }

  abort(): void {
    const reason = new Error('transaction given up');
    try {
      this.#end()?.abort(reason);
    } catch (error) {
      if (error !== reason) throw error;
    }
  }

  #end(): Ending | undefined {
    const ending = this.#ending;
    this.#ending = undefined;
    return ending;
  }
}
