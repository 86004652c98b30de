import { newId } from '@atrium/shared';
import type { Core } from '../core/core.ts';
import { rowsBy } from '../core/gathered.ts';
import { retryUpsert } from '../core/retry-upsert.ts';
import { workspaceModel, type WorkspaceRow } from './model.ts';

type Ground = Pick<Core, 'db' | 'clock'>;

const rowOf = rowsBy<Partial<WorkspaceRow>, 'workspace'>({ collection: 'workspace', field: '_id' });

/** The workspace's row, made at the first call: nameless, and not set up. Fields that are not there yet have their defaults. */
export async function readWorkspace({ db, clock }: Ground): Promise<WorkspaceRow> {
  const [found] = await rowOf(db.connection, 'workspace');
  if (found) return withDefaults(found);
  const $setOnInsert = { epoch: newId(), createdAt: clock() };
  const rows = workspaceModel(db.connection);
  await retryUpsert(() => rows.updateOne({ _id: 'workspace' }, { $setOnInsert }, { upsert: true }));
  const [made] = await rowOf(db.connection, 'workspace');
  if (!made) throw new Error('the workspace has no row');
  return withDefaults(made);
}

/** As in the model: rows of an older version may lack what came later. */
function withDefaults(row: Partial<WorkspaceRow>): WorkspaceRow {
  const { epoch, createdAt, settings } = row;
  if (epoch === undefined || createdAt === undefined) throw new Error('the workspace has no epoch');
  return {
    _id: 'workspace',
    epoch,
    createdAt,
    name: row.name ?? '',
    settings: { signUpDomains: settings?.signUpDomains ?? [] },
    setUpAt: row.setUpAt ?? null,
    claimedAt: row.claimedAt ?? null,
    ownerIds: row.ownerIds ?? [],
    generalChannelId: row.generalChannelId ?? null,
  };
}
