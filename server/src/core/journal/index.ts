/** The journals of this server on its database. */
import { Counter } from 'prom-client';
import type { Core } from '../core.ts';
import { readEpoch } from './epoch.ts';
import { createJournals, type OwnJournals } from './journals.ts';
import { createJournalIndexes } from './models.ts';
import { createMongoEntryStore } from './mongo-entry-store.ts';
import { createProjectionStore } from './projection-store.ts';
import { createRowStore } from './row-store.ts';

export async function openJournals({
  clock,
  db,
  directory,
  log,
  metrics,
}: Pick<Core, 'clock' | 'db' | 'directory' | 'log' | 'metrics'>): Promise<OwnJournals> {
  const { connection } = db;
  if (connection.db === undefined) throw new Error('the connection has no database');
  await createJournalIndexes(connection);
  const faults = new Counter({
    name: 'atrium_journal_faults_total',
    help: 'Appends that did not go as usual: lost races, answers that got lost, a database away, holes that were filled, kinds of a newer version',
    labelNames: ['fault'],
    registers: [metrics.registry],
  });
  // The embedded engine flushes one commit after the other.
  const combine = db.kind === 'embedded' ? { secondRowsMin: 256, gatherMsMax: 4 } : {};
  return createJournals({
    epoch: await readEpoch(connection.db, clock()),
    store: { ...createMongoEntryStore(connection, combine, db.insert), ...createRowStore(connection) },
    projection: createProjectionStore(connection.db, directory),
    clock,
    log,
    onFault: (fault) => faults.inc({ fault }),
  });
}
