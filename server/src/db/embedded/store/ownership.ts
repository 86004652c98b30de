/**
 * Fencing: the engine that opened the folder last owns it. Each write transaction checks this, so that
 * an engine that lost its folder writes nothing more, even where the lock did not stop the other one.
 */
import { randomBytes } from 'node:crypto';
import { CommandError } from '../errors.ts';
import type { Environment } from './environment.ts';

const ownerKey = Buffer.from('owner');

export class Ownership {
  readonly #env: Environment;
  readonly #id = randomBytes(16);
  readonly #onLost: (error: Error) => void;

  constructor(env: Environment, onLost: (error: Error) => void) {
    this.#env = env;
    this.#onLost = onLost;
    env.root.transactionSync(() => env.meta.putSync(ownerKey, this.#id));
  }

  check(): void {
    const owner = this.#env.meta.getBinary(ownerKey);
    if (owner?.equals(this.#id)) return;
    const error = new CommandError(
      'ShutdownInProgress',
      'another process has opened this data folder: this engine stops writing',
    );
    this.#onLost(error);
    throw error;
  }
}
