import { newId } from '@atrium/shared';
import type { Db } from 'mongodb';
import { retryUpsert } from '../retry-upsert.ts';

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
  const fresh = { epoch: newId(), createdAt: now };
  await retryUpsert(() => rows.updateOne({ _id: 'workspace' }, { $setOnInsert: fresh }, { upsert: true }));
  const made = await rows.findOne({ _id: 'workspace' });
  if (!made) throw new Error('the workspace’s row could not be made');
  return made.epoch;
}
