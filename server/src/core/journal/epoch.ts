import { newId } from '@atrium/shared';
import type { Db } from 'mongodb';

interface WorkspaceEpoch {
  _id: string;
  epoch: string;
  createdAt: number;
}

/**
 * The incarnation of this workspace's journals: made with its row, changed by a restore, which happens while no server
 * runs. Positions of another epoch mean nothing here.
 */
export async function readEpoch(db: Db, now: number): Promise<string> {
  const rows = db.collection<WorkspaceEpoch>('workspace');
  const found = await rows.findOne({ _id: 'workspace' });
  if (found) return found.epoch;
  await rows.updateOne(
    { _id: 'workspace' },
    { $setOnInsert: { epoch: newId(), createdAt: now } },
    { upsert: true },
  );
  const made = await rows.findOne({ _id: 'workspace' });
  if (!made) throw new Error('the workspace’s row could not be made');
  return made.epoch;
}
