/**
 * Storage that goes on when what is under it is gone: the browser closed the database (the page is going away, the site's
 * data was cleared, somebody signed out in another tab), the disk is full or broken. From then on it is kept in memory: this
 * tab works as before, and what is not sent yet is still sent by it. A disk that fails is no reason to fail a person.
 */
import { AtriumError } from '@atrium/shared';
import { memoryStorage, type Storage } from './storage.ts';

export function lastingStorage(opened: Storage, lost: (error: unknown) => void): Storage {
  let under = opened;
  let onDisk = true;
  let closed = false;
  /** What waits to be sent, as it is on the disk. */
  const outbox = new Map<number, unknown>();

  async function run<Answer>(operation: (storage: Storage) => Promise<Answer>): Promise<Answer> {
    if (!onDisk) return operation(under);
    try {
      return await operation(under);
    } catch (error) {
      // Not the disk's fault, and no better in memory.
      if (error instanceof DOMException && error.name === 'DataCloneError') throw error;
      if (onDisk) {
        onDisk = false;
        under = memoryStorage(outbox);
        if (!closed) lost(error);
      }
      return operation(under);
    }
  }

  return {
    get: (store, key) => run((storage) => storage.get(store, key)),
    async all(store) {
      const rows = await run((storage) => storage.all(store));
      if (store === 'outbox') {
        outbox.clear();
        for (const { key, value } of rows) outbox.set(Number(key), value);
      }
      return rows;
    },
    async append(value) {
      // A page that was left: nobody would send it, and nobody would see that.
      if (closed) throw new AtriumError('retry_later', { message: 'this device keeps nothing any more' });
      const key = await run((storage) => storage.append(value));
      outbox.set(key, value);
      return key;
    },
    async update(key, value) {
      if (value === undefined) outbox.delete(key);
      else if (outbox.has(key)) outbox.set(key, value);
      await run((storage) => storage.update(key, value));
    },
    write: (changes) => run((storage) => storage.write(changes)),
    clear: (stores) => run((storage) => storage.clear(stores)),
    close() {
      closed = true;
      opened.close();
    },
  };
}
