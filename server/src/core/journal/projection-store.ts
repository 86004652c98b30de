/** Writes projections in as few commands as there are collections. */
import type { MemberId, Seq, WorkspaceRole } from '@atrium/shared';
import { type Db, type Document, MongoBulkWriteError } from 'mongodb';
import type { Directory } from '../directory.ts';
import type { ChannelRow, FollowRow } from './models.ts';
import type { Plan, Write } from './plan.ts';
import type { ProjectionStore } from './projector.ts';

const duplicateKey = 11_000;
const writesPerCommand = 1_000;

export function createProjectionStore(db: Db, directory: Pick<Directory, 'getMany'>): ProjectionStore {
  const collection = (name: string) => db.collection<Document>(name);

  /** The indices of the writes that ran into a unique key. */
  const send = async (name: string, writes: Write[]): Promise<number[]> => {
    try {
      await collection(name).bulkWrite(writes, { ordered: false });
      return [];
    } catch (error) {
      return duplicatesOf(error);
    }
  };

  /**
   * A duplicate key is how an upsert says that the row is newer than its guard, or that somebody else made the row just
   * then: it is asked again, and what is refused twice is newer. Returns the indices of those.
   */
  const write = async (name: string, writes: Write[]): Promise<Set<number>> => {
    const newer = new Set<number>();
    for (let from = 0; from < writes.length; from += writesPerCommand) {
      const some = writes.slice(from, from + writesPerCommand);
      const refused = (await send(name, some)).filter((index) => 'updateOne' in (some[index] ?? {}));
      if (refused.length === 0) continue;
      const again = await send(
        name,
        refused.map((index) => some[index] as Write),
      );
      for (const index of again) newer.add(from + (refused[index] as number));
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
      const all = (name: string, of: (plan: Plan) => Write[]) => write(name, plans.flatMap(of));
      await Promise.all([
        all('entries', (plan) => plan.messages),
        all('standings', (plan) => plan.standings),
        all('threads', (plan) => plan.threads),
        all('reads', (plan) => plan.reads),
        all('moves', (plan) => plan.moves),
        all('activity', (plan) => plan.activityGone).then(() =>
          all('activity', (plan) => plan.activity.map((row) => ({ insertOne: { document: { ...row } } }))),
        ),
      ]);
      await Promise.all([
        // Who follows is as of an entry: whoever was to be told of it by then has been told.
        all('follows', (plan) => plan.follows),
        // A text leaves its entry only once it stands in its row.
        all('entries', (plan) => plan.texts),
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
