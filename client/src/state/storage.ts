/** What is kept on this device, for one member: a few named stores, written in transactions. */
export type StoreName =
  /** Commands that wait to be sent, in the order in which they were given. */
  | 'outbox'
  | 'drafts'
  /** Per channel: position, counters and the newest entries, all in one value. */
  | 'channels'
  | 'members'
  /** The last snapshot, by part. */
  | 'values';

export const storeNames = [
  'outbox',
  'drafts',
  'channels',
  'members',
  'values',
] as const satisfies readonly StoreName[];
export type StorageKey = string | number;

/** `value: undefined` removes. */
export interface StorageChange {
  store: Exclude<StoreName, 'outbox'>;
  key: string;
  value: unknown;
}

export interface Storage {
  get(store: StoreName, key: StorageKey): Promise<unknown>;
  all(store: StoreName): Promise<{ key: StorageKey; value: unknown }[]>;
  /** Adds to the end of the outbox; the answer is the item's key, greater than all before it in any tab. */
  append(value: unknown): Promise<number>;
  /** Changes an item of the outbox that is still there; `undefined` removes it. */
  update(key: number, value: unknown): Promise<void>;
  /** All or nothing. */
  write(changes: readonly StorageChange[]): Promise<void>;
  clear(stores: readonly StoreName[]): Promise<void>;
  close(): void;
}

/**
 * Keeps nothing beyond the process: where there is no IndexedDB (Node, some private windows), and in tests.
 * @param outbox what it begins with
 */
export function memoryStorage(outbox: ReadonlyMap<number, unknown> = new Map()): Storage {
  const stores = new Map<StoreName, Map<StorageKey, unknown>>(storeNames.map((name) => [name, new Map()]));
  const of = (name: StoreName) => stores.get(name) ?? new Map<StorageKey, unknown>();
  for (const [key, value] of outbox) of('outbox').set(key, structuredClone(value));
  let last = Math.max(0, ...outbox.keys());
  return {
    get: async (store, key) => structuredClone(of(store).get(key)),
    all: async (store) => [...of(store)].map(([key, value]) => ({ key, value: structuredClone(value) })),
    async append(value) {
      last += 1;
      of('outbox').set(last, structuredClone(value));
      return last;
    },
    async update(key, value) {
      if (value === undefined) of('outbox').delete(key);
      else if (of('outbox').has(key)) of('outbox').set(key, structuredClone(value));
    },
    async write(changes) {
      for (const { store, key, value } of changes) {
        if (value === undefined) of(store).delete(key);
        else of(store).set(key, structuredClone(value));
      }
    },
    async clear(names) {
      for (const name of names) of(name).clear();
    },
    close() {},
  };
}
