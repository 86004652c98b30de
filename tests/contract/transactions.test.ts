// https://www.mongodb.com/docs/manual/core/transactions/
// An engine without them must say so (20 IllegalOperation, 238 NotImplemented or 263 OperationNotSupportedInTransaction); then the other cases have nothing to show.
import { MongoServerError } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { client, collection, refusal } from './fixture.ts';

async function supportsTransactions(): Promise<boolean> {
  const rows = await collection({ _id: 'probe' });
  const session = client.startSession();
  try {
    await session.withTransaction(() => rows.insertOne({ _id: 'probe-2' }, { session }));
    return true;
  } catch (error) {
    if (error instanceof MongoServerError && [20, 238, 263].includes(Number(error.code))) return false;
    throw error;
  } finally {
    await session.endSession();
  }
}
const supported = await supportsTransactions();

test('a transaction works, or is refused with a clear error and changes nothing', async () => {
  const rows = await collection({ _id: 1 });
  const session = client.startSession();
  session.startTransaction();
  const attempt = rows.insertOne({ _id: 2 }, { session });
  if (supported) {
    await attempt;
    await session.commitTransaction();
    expect(await rows.countDocuments()).toBe(2);
  } else {
    const error = await refusal(attempt, 20, 238, 263);
    expect(error.message).toMatch(/transaction/i);
    await session.abortTransaction();
    expect(await rows.countDocuments()).toBe(1);
  }
  await session.endSession();
});

if (supported)
  describe('with transactions', () => {
    test('writes are seen inside before the commit and outside after it', async () => {
      const rows = await collection({ _id: 1, n: 0 });
      const session = client.startSession();
      session.startTransaction();
      await rows.insertOne({ _id: 2 }, { session });
      await rows.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session });
      expect(await rows.countDocuments({}, { session })).toBe(2);
      expect(await rows.find().sort({ _id: 1 }).toArray()).toEqual([{ _id: 1, n: 0 }]);
      await session.commitTransaction();
      expect(await rows.find().sort({ _id: 1 }).toArray()).toEqual([{ _id: 1, n: 1 }, { _id: 2 }]);
      await session.endSession();
    });
    test('an abort leaves nothing, in several collections', async () => {
      const [rows, other] = [await collection({ _id: 1 }), await collection({ _id: 1 })];
      const session = client.startSession();
      session.startTransaction();
      await rows.deleteMany({}, { session });
      await other.insertOne({ _id: 2 }, { session });
      await session.abortTransaction();
      await session.endSession();
      expect([await rows.countDocuments(), await other.countDocuments()]).toEqual([1, 1]);
    });
    test('an error aborts', async () => {
      const rows = await collection({ _id: 1 });
      const session = client.startSession();
      session.startTransaction();
      await rows.insertOne({ _id: 2 }, { session });
      await refusal(rows.insertOne({ _id: 1 }, { session }), 11000);
      await refusal(session.commitTransaction(), 251);
      await session.endSession();
      expect(await rows.countDocuments()).toBe(1);
    });
    test('two that write one row: one gets WriteConflict with the label', async () => {
      const rows = await collection({ _id: 1, n: 0 });
      const [first, second] = [client.startSession(), client.startSession()];
      first.startTransaction();
      second.startTransaction();
      await rows.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: first });
      const error = await refusal(rows.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: second }), 112);
      expect(error.hasErrorLabel('TransientTransactionError')).toBe(true);
      await first.commitTransaction();
      await Promise.all([first.endSession(), second.endSession()]);
      expect(await rows.findOne()).toEqual({ _id: 1, n: 1 });
    });
    test('withTransaction retries until every increment counts', async () => {
      const rows = await collection({ _id: 1, n: 0 });
      const increment = () =>
        client.withSession((session) =>
          session.withTransaction(async () => {
            const row = await rows.findOne({ _id: 1 }, { session });
            await rows.updateOne({ _id: 1 }, { $set: { n: row!['n'] + 1 } }, { session });
          }),
        );
      await Promise.all(Array.from({ length: 5 }, increment));
      expect(await rows.findOne()).toEqual({ _id: 1, n: 5 });
    });
  });
