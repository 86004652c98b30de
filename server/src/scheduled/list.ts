import { allowed, limits, type MemberId, type Scheduled } from '@atrium/shared';
import type { Connection } from 'mongoose';
import { plain } from '../core/command.ts';
import { scheduledRows, toScheduled } from './model.ts';

export async function loadScheduled(connection: Connection, memberId: MemberId): Promise<Scheduled[]> {
  const rows = await scheduledRows(connection)
    .find({ memberId })
    .sort({ sendAt: 1 })
    .limit(limits.scheduledPerMember)
    .lean();
  return rows.map(toScheduled);
}

export const list = plain('scheduled.list', {
  allow: () => allowed,
  run: async ({ core, actor }) => ({ scheduled: await loadScheduled(core.db.connection, actor.memberId) }),
});
