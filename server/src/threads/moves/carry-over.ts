/**
 * What belongs to single people goes along with the thread, for those who may read it where it goes: who follows it, how
 * far they have read, what they were told of and have not read, what they saved, what they began to write. It is there
 * before `thread.arrived` lets anybody write, so that the first new reply finds everybody.
 */
import type { MemberId } from '@atrium/shared';
import { type AnyBulkWriteOperation, type Document, MongoBulkWriteError } from 'mongodb';
import { trusted } from 'mongoose';
import { drafts } from '../../drafts/model.ts';
import { followModel, readModel } from '../../core/journal/models.ts';
import { savedRows } from '../../saved/model.ts';
import { carriedActivity } from './carried-activity.ts';
import type { Move } from './complete.ts';
import type { Places } from './copy.ts';
import { readersOf } from './readers.ts';

/** @returns whom it concerns: also those who lose sight of it */
export async function carryOver(move: Move, places: Places): Promise<ReadonlySet<MemberId>> {
  const { core, source, target, fence } = move;
  const { connection } = core.db;
  const { channelId } = source;
  const inThread = { channelId, rootSeq: fence.rootSeq };
  const messages = { channelId, seq: trusted({ $in: [...places.keys()] }) };
  const [follows, reads, saved, begun, activity] = await Promise.all([
    followModel(connection).find(inThread).lean(),
    readModel(connection).find(inThread).lean(),
    savedRows(connection).find(messages).lean(),
    drafts(connection).find(inThread).lean(),
    carriedActivity(move, places),
  ]);
  const all = [...follows, ...reads, ...saved, ...begun, ...activity];
  const concerned = new Set(all.map(({ memberId }) => memberId));
  const readers = await readersOf(core, target, concerned);
  const isReader = ({ memberId }: { memberId: MemberId }) => readers.has(memberId);
  const newRootSeq = places.get(fence.rootSeq) ?? 0;
  // Another node was quicker while this one stood still: what was read here is older than what people did with it since.
  await target.refresh();
  if ((await target.thread(newRootSeq))?.flags.moved !== 'arriving') return concerned;
  const to = { channelId: target.channelId, rootSeq: newRootSeq };
  const seqOfRn = (rn: number) => places.get(fence.replies[rn - 1]?.seq ?? fence.rootSeq) ?? newRootSeq;

  await write(move, 'follows', follows.filter(isReader), ({ memberId, following, why }) =>
    once({ ...to, memberId }, { following, why, asOf: newRootSeq }),
  );
  await write(move, 'reads', reads.filter(isReader), ({ memberId, markN }) =>
    once({ ...to, memberId }, { markSeq: seqOfRn(markN), markN, asOf: newRootSeq }),
  );
  await write(move, 'activity', activity.filter(isReader), ({ channelId: at, memberId, seq, ...row }) =>
    once({ channelId: at, memberId, seq }, row),
  );
  await write(move, 'saved', saved.filter(isReader), ({ memberId, seq, at }) =>
    once({ channelId: to.channelId, memberId, seq: places.get(seq) }, { at }),
  );
  await write(move, 'drafts', begun.filter(isReader), ({ memberId, body, updatedAt }) =>
    once({ ...to, memberId }, { body, updatedAt }),
  );
  // Only once they are there are they taken away here: a second try finds them in one place or in both.
  const gone = trusted({ $in: [...readers] });
  await savedRows(connection).deleteMany({ ...messages, memberId: gone });
  await drafts(connection).deleteMany({ ...inThread, memberId: gone });
  await followModel(connection).updateMany(inThread, { $set: { following: false, asOf: fence.fenceSeq } });
  return concerned;
}

function once(key: Document, row: Document): AnyBulkWriteOperation<Document> {
  return { updateOne: { filter: key, update: { $setOnInsert: row }, upsert: true } };
}

const writesPerCommand = 1_000;

async function write<Row>(
  { core }: Move,
  collection: string,
  rows: readonly Row[],
  toWrite: (row: Row) => AnyBulkWriteOperation<Document>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += writesPerCommand) {
    const some = rows.slice(from, from + writesPerCommand).map(toWrite);
    try {
      await core.db.connection.collection(collection).bulkWrite(some, { ordered: false });
    } catch (error) {
      // Somebody else who takes these steps made the same row just then.
      if (!hasOnlyDuplicates(error)) throw error;
    }
  }
}

const duplicateKey = 11_000;

function hasOnlyDuplicates(error: unknown): boolean {
  if (!(error instanceof MongoBulkWriteError)) return false;
  const errors = [error.writeErrors].flat();
  return errors.length > 0 && errors.every(({ code }) => code === duplicateKey);
}
