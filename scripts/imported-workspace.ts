/** A workspace into which an archive was imported, made usable by a script: its busiest people get a login. */
import { resolve } from 'node:path';
import type { ChannelId, MemberId } from '@atrium/shared';
import { readConfig } from '../server/src/config.ts';
import { createAuth } from '../server/src/core/auth/index.ts';
import { hashPassword } from '../server/src/core/auth/passwords.ts';
import { createDirectory } from '../server/src/core/directory/index.ts';
import { readEpoch } from '../server/src/core/journal/epoch.ts';
import { databaseOf, openDatabase } from '../server/src/db/connect.ts';
import { openLog } from '../server/src/log.ts';

export interface ImportedWorkspace {
  /** The channel with the most messages. */
  channelId: ChannelId;
  /** Its thread with the most replies. */
  rootSeq: number;
  /** Those who follow most of its threads. */
  people: { email: string; password: string }[];
}

const password = 'correct horse battery';

/** @param folder a data folder that no server has open */
export async function prepareImported(folder: string, peopleCount: number): Promise<ImportedWorkspace> {
  const config = readConfig({ DATA_DIR: resolve(folder) });
  const log = await openLog({ LOG_LEVEL: 'warn' });
  const database = await openDatabase(config, log);
  try {
    const db = databaseOf(database.connection);
    const channel = await db
      .collection<{ _id: ChannelId; headN: number }>('channels')
      .findOne({}, { sort: { headN: -1 } });
    const channelId = channel?._id as ChannelId;
    const thread = await db.collection('threads').findOne({ channelId }, { sort: { lastRn: -1 } });
    const counts = new Map<MemberId, number>();
    for await (const { memberId } of db
      .collection<{ memberId: MemberId }>('follows')
      .find({ channelId }, { projection: { memberId: 1 } }))
      counts.set(memberId, (counts.get(memberId) ?? 0) + 1);
    const busiest = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, peopleCount);
    await readEpoch(db, Date.now());
    await db
      .collection<{ _id: string }>('workspace')
      .updateOne(
        { _id: 'workspace' },
        { $set: { name: 'Imported', setUpAt: Date.now(), generalChannelId: channelId } },
      );
    const directory = createDirectory({
      connection: database.connection,
      feed: { announceMember: () => undefined },
    });
    const auth = await createAuth({ config, db: database, log, directory, clock: Date.now });
    const hashed = await hashPassword(password);
    const people = [];
    for (const [index, [memberId]] of busiest.entries()) {
      const email = `person-${index}@imported.example`;
      await db
        .collection<{ _id: MemberId }>('members')
        .updateOne({ _id: memberId }, { $set: { email, kind: 'person' } });
      await auth.sessions
        .createLogin(memberId, hashed)
        .catch(() => auth.sessions.setPassword(memberId, hashed));
      people.push({ email, password });
    }
    return { channelId, rootSeq: Number(thread?.['rootSeq']), people };
  } finally {
    await database.close();
  }
}
