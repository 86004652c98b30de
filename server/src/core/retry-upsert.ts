/**
 * Two upserts of one unique key at a time may both find no row; whose insert comes second is answered with a duplicate key
 * (https://www.mongodb.com/docs/manual/reference/method/db.collection.update/#upsert-with-duplicate-values). The row is
 * there by then: asked again, the upsert finds it. A row that is deleted in between may take one more try.
 */
import { isDuplicate } from './database-errors.ts';

const triesMax = 3;

/** @throws the duplicate key when it is no race: a filter that the row with this key does not fit, or another index */
export async function retryUpsert<Result>(upsert: () => PromiseLike<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await upsert();
    } catch (error) {
      if (tries === triesMax || !isDuplicate(error)) throw error;
    }
  }
}
