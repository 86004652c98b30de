import { newId } from '@atrium/shared';
import type { Core } from '../core/core.ts';
import { retryUpsert } from '../core/retry-upsert.ts';
import { workspaceModel, type WorkspaceRow } from './model.ts';

type Ground = Pick<Core, 'db' | 'clock'>;

/** The workspace's row, made at the first call: nameless, and not set up. Fields that are not there yet have their defaults. */
export async function readWorkspace({ db, clock }: Ground): Promise<WorkspaceRow> {
  const rows = workspaceModel(db.connection);
  const found = await rows.findById('workspace');
  if (found) return found.toObject();
  const fresh = { epoch: newId(), createdAt: clock() };
  await retryUpsert(() => rows.updateOne({ _id: 'workspace' }, { $setOnInsert: fresh }, { upsert: true }));
  const made = await rows.findById('workspace').orFail();
  return made.toObject();
}
