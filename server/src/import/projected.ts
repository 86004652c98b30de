/** Makes the rows of entries that were appended to a journal, as a node would: there may be none that does. */
import type { ChannelId } from '@atrium/shared';
import type { Connection } from 'mongoose';
import { createDirectory } from '../core/directory/index.ts';
import { readEpoch } from '../core/journal/epoch.ts';
import { createJournals } from '../core/journal/journals.ts';
import { createMongoEntryStore } from '../core/journal/mongo-entry-store.ts';
import { createProjectionStore } from '../core/journal/projection-store.ts';
import { createRowStore } from '../core/journal/row-store.ts';
import { databaseOf } from '../db/connect.ts';
import { openLog } from '../log.ts';

export async function projectChannel(
  connection: Connection,
  channelId: ChannelId,
  clock: () => number,
): Promise<void> {
  const db = databaseOf(connection);
  const directory = createDirectory({ connection, feed: { announceMember: () => undefined } });
  const journals = createJournals({
    ...{ epoch: await readEpoch(db, clock()), clock, onFault: () => undefined },
    log: await openLog({ LOG_LEVEL: 'warn' }),
    store: { ...createMongoEntryStore(connection), ...createRowStore(connection) },
    projection: createProjectionStore(db, directory),
  });
  try {
    const journal = await journals.open(channelId);
    await journal?.projected();
  } finally {
    await journals.close();
  }
}
