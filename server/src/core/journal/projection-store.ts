/** Writes projections in as few commands as there are collections. */
import type { MemberId, Seq, WorkspaceRole } from '@atrium/shared';
import { type Db, type Document, MongoBulkWriteError } from 'mongodb';
import type { Directory } from '../directory.ts';
import type { ChannelRow, FollowRow } from './models.ts';
import type { Plan, Write } from './projection-plan.ts';
import type { ProjectionStore } from './projector.ts';

const duplicateKey = 11_000;
const writesPerCommand = 1_000;

export function createProjectionStore(db: Db, directory: Pick<Directory, 'getMany'>): ProjectionStore {
  const collection = (name: string) => db.collection<Document>(name);

  /** A duplicate key is how an upsert says that the row is newer than its guard. Returns the indices where it did. */
  const write = async (name: string, writes: Write[]): Promise<Set<number>> => {
    const newer = new Set<number>();
    for (let from = 0; from < writes.length; from += writesPerCommand) {
      try {
        await collection(name).bulkWrite(writes.slice(from, from + writesPerCommand), { ordered: false });
      } catch (error) {
        for (const index of duplicatesOf(error)) newer.add(from + index);
      }
    }
    return newer;
  };

  return {
    follows: (channelId, rootSeqs) =>
      db
        .collection<FollowRow>('follows')
        .find({ channelId, rootSeq: { $in: [...rootSeqs] } })
        .toArray(),
    roles: async (memberIds) => {
      const roles = new Map<MemberId, WorkspaceRole>();
      if (memberIds.length === 0) return roles;
      for (const [id, member] of await directory.getMany(memberIds)) {
        if (member.deactivatedAt === null) roles.set(id, member.role);
      }
      return roles;
    },
    projectedSeq: async (channelId): Promise<Seq> => {
      const row = await db
        .collection<ChannelRow>('channels')
        .findOne({ _id: channelId }, { projection: { projectedSeq: 1 } });
      return row?.projectedSeq ?? 0;
    },
    write: async (plans) => {
      const all = (of: (plan: Plan) => Write[]) => plans.flatMap(of);
      await Promise.all([
        write(
          'entries',
          all((plan) => plan.messages),
        ),
        write(
          'standings',
          all((plan) => plan.standings),
        ),
        write(
          'threads',
          all((plan) => plan.threads),
        ),
        write(
          'follows',
          all((plan) => plan.follows),
        ),
        write(
          'reads',
          all((plan) => plan.reads),
        ),
        write(
          'activity',
          all((plan) => plan.activityGone),
        ),
      ]);
      await Promise.all([
        write(
          'activity',
          all((plan) => plan.activity.map((document) => ({ insertOne: { document: { ...document } } }))),
        ),
        // A text leaves its entry only once it stands in its row.
        write(
          'entries',
          all((plan) => plan.texts),
        ),
      ]);
      return write(
        'channels',
        plans.map((plan) => plan.channel),
      );
    },
  };
}

/** @throws the error when it is anything but duplicate keys */
function duplicatesOf(error: unknown): number[] {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const errors = [error.writeErrors].flat();
  if (errors.length === 0 || errors.some(({ code }) => code !== duplicateKey)) throw error;
  return errors.map(({ index }) => index);
}
