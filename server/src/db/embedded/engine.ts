/** What the commands share: the store, the open cursors, the settings. */
import { Catalog } from './store/catalog.ts';
import { CollectionWriter } from './store/collection-writer.ts';
import type { Environment } from './store/environment.ts';
import { Cursors } from './cursors.ts';

/** Says what the client must connect to; clients compare it with what they connected to. */
export interface Address {
  /** `host:port`, or the path of a Unix socket. */
  me: string;
}

export class Engine {
  readonly env: Environment;
  readonly catalog: Catalog;
  readonly writer: CollectionWriter;
  readonly cursors = new Cursors();
  readonly address: Address;
  readonly startedAt = Date.now();
  ttlMonitorSleepSecs = 60;
  /** Told when the interval of the TTL monitor changes. */
  onTtlInterval: () => void = () => undefined;
  stopping = false;
  connections = 0;
  commands = 0;

  constructor(env: Environment, address: Address, onFatal: (error: Error) => void) {
    this.env = env;
    this.address = address;
    this.catalog = new Catalog(env);
    this.writer = new CollectionWriter(env, this.catalog);
    env.onFatal = onFatal;
    env.onRollback = () => this.catalog.reload();
  }
}
