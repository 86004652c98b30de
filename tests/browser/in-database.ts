import type { Page } from 'playwright-core';

/** How often a text stands in what the workspace has kept in the browser's databases; null without a database. */
export const inDatabase = (page: Page, text: string) =>
  page.evaluate(async (wanted) => {
    const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
    if (names.length === 0) return null;
    const counts = names.map(async (name) => {
      const opening = indexedDB.open(name);
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        opening.addEventListener('success', () => resolve(opening.result));
        opening.addEventListener('error', () => reject(opening.error ?? new Error(name)));
      });
      const stores = [...database.objectStoreNames];
      const transaction = database.transaction(stores);
      const values = stores.map(
        (store) =>
          new Promise<string>((resolve) => {
            const all = transaction.objectStore(store).getAll();
            all.addEventListener('success', () => resolve(JSON.stringify(all.result)));
          }),
      );
      const texts = await Promise.all(values);
      database.close();
      return texts.join('').split(wanted).length - 1;
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }, text);
