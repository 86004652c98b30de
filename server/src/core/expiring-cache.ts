import { LRUCache } from 'lru-cache';

/**
 * What is known for a while and no longer: let go of soon after it is over, also when nobody asks for it again. Else each
 * of many idle members would keep a row in memory that is too old to be used.
 */
export class ExpiringCache<Key extends {}, Value extends {}> extends LRUCache<Key, Value> {
  readonly #ttlMs: number;
  #isDue = false;

  constructor(options: { max: number; ttl: number }) {
    super(options);
    this.#ttlMs = options.ttl;
  }

  override set(...args: Parameters<LRUCache<Key, Value>['set']>): this {
    super.set(...args);
    this.#purgeSoon();
    return this;
  }

  #purgeSoon(): void {
    if (this.#isDue || this.size === 0) return;
    this.#isDue = true;
    setTimeout(() => {
      this.#isDue = false;
      this.purgeStale();
      this.#purgeSoon();
    }, this.#ttlMs).unref();
  }
}
