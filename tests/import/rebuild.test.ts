/** The bulk path's rows against those that the journal's own projection makes of the same entries. */
import { join } from 'node:path';
import type { ChannelId } from '@atrium/shared';
import type { Db, Document } from 'mongodb';
import { expect, test, vi } from 'vitest';
import { createDirectory } from '../../server/src/core/directory/index.ts';
import { createJournals } from '../../server/src/core/journal/journals.ts';
import { createMongoEntryStore } from '../../server/src/core/journal/mongo-entry-store.ts';
import { createProjectionStore } from '../../server/src/core/journal/projection-store.ts';
import { createRowStore } from '../../server/src/core/journal/row-store.ts';
import { openLog } from '../../server/src/log.ts';
import { makeExport, writeZip } from './slack-export.ts';
import { importPath, openWorkspace, temporaryFolder, toLine, type Workspace } from './workspace.ts';

vi.setConfig({ testTimeout: 90_000 });

const projections = ['channels', 'standings', 'threads', 'follows', 'activity'];

test.each([2, 3])('rows are what the projection makes of the entries (seed %i)', async (seed) => {
  const workspace = await openWorkspace();
  await importPath(workspace, writeZip(join(temporaryFolder(), 'a.zip'), makeExport({ seed })));
  const { db } = workspace;
  const written = await rowsOf(db);
  const channelIds = await db.collection<{ _id: ChannelId }>('channels').distinct('_id');
  for (const name of [...projections, 'reads']) await db.collection(name).deleteMany({});
  await project(workspace, channelIds);
  const projected = await rowsOf(db);
  for (const name of projections) {
    expect(written[name]?.length, name).toBeGreaterThan(0);
    expect(written[name], name).toEqual(projected[name]);
  }
});

/**
 * Of replies in a thread that they follow, people who are not in the channel are told or not, as it happens that somebody
 * mentions them in the same batch: the bulk path never tells them.
 */
function isStrangersReply({ reason, channelId, memberId }: Document, members: ReadonlySet<string>): boolean {
  return reason === 'reply' && !members.has(`${channelId} ${memberId}`);
}

async function rowsOf(db: Db): Promise<Record<string, string[]>> {
  const rows: Record<string, string[]> = {};
  const standings = await db.collection('standings').find().toArray();
  const members = new Set(standings.map(({ channelId, memberId }) => `${channelId} ${memberId}`));
  for (const name of projections) {
    const found = await db.collection(name).find().toArray();
    rows[name] = found
      .filter((row) => !isStrangersReply(row, members))
      .map(toLine)
      .toSorted();
  }
  return rows;
}

async function project({ db, database }: Workspace, channelIds: readonly ChannelId[]): Promise<void> {
  const log = await openLog({ LOG_LEVEL: 'silent' });
  const directory = createDirectory({
    connection: database.connection,
    feed: { announceMember: () => undefined },
  });
  const journals = createJournals({
    ...{ epoch: 'test', clock: Date.now, log, onFault: () => undefined },
    store: { ...createMongoEntryStore(database.connection), ...createRowStore(database.connection) },
    projection: createProjectionStore(db, directory),
  });
  for (const channelId of channelIds) {
    const journal = await journals.open(channelId);
    await journal?.projected();
  }
  await journals.close();
}
