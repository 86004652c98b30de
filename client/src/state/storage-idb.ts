/** {@link Storage} in IndexedDB, one database per member. */
import { deleteDB, type IDBPDatabase, openDB } from 'idb';
import type { MemberId } from '@atrium/shared';
import { type Storage, type StorageKey, storeNames } from './storage.ts';

const version = 1;
const nameOf = (memberId: MemberId) => `atrium:${memberId}`;

export async function openIdbStorage(memberId: MemberId): Promise<Storage> {
  const db: IDBPDatabase = await openDB(nameOf(memberId), version, {
    upgrade(database) {
      for (const name of storeNames) {
        database.createObjectStore(name, name === 'outbox' ? { autoIncrement: true } : {});
      }
    },
    // A newer version of the client in another tab wants to upgrade: make way.
    blocking: () => db.close(),
  });
  return {
    get: (store, key) => db.get(store, key),
    async all(store) {
      const transaction = db.transaction(store);
      const [keys, values] = await Promise.all([transaction.store.getAllKeys(), transaction.store.getAll()]);
      return keys.map((key, index) => ({ key: key as StorageKey, value: values[index] as unknown }));
    },
    // Strict: "kept" means on the disk, also when the machine loses power.
    async append(value) {
      const transaction = db.transaction('outbox', 'readwrite', { durability: 'strict' });
      const [key] = await Promise.all([transaction.store.add(value), transaction.done]);
      return Number(key);
    },
    async update(key, value) {
      const transaction = db.transaction('outbox', 'readwrite');
      if (value === undefined) await transaction.store.delete(key);
      else if ((await transaction.store.getKey(key)) !== undefined) await transaction.store.put(value, key);
      await transaction.done;
    },
    async write(changes) {
      if (changes.length === 0) return;
      const transaction = db.transaction([...new Set(changes.map(({ store }) => store))], 'readwrite');
      const writes = changes.map(({ store, key, value }) => {
        const objects = transaction.objectStore(store);
        return value === undefined ? objects.delete(key) : objects.put(value, key);
      });
      await Promise.all([...writes, transaction.done]);
    },
    async clear(stores) {
      const transaction = db.transaction([...stores], 'readwrite');
      await Promise.all([...stores.map((store) => transaction.objectStore(store).clear()), transaction.done]);
    },
    close: () => db.close(),
  };
}

export async function deleteIdbStorage(memberId: MemberId): Promise<void> {
  await deleteDB(nameOf(memberId));
}
