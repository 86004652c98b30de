import { type Actor, allowed, limits, type MemberId, type Scheduled } from '@atrium/shared';
import type { Connection } from 'mongoose';
import { plain } from '../core/command.ts';
import { rowsBy } from '../core/gathered.ts';
import { existsFor } from '../core/place.ts';
import { type ScheduledRow, toScheduled } from './model.ts';

const rowsOf = rowsBy<ScheduledRow, MemberId>({
  collection: 'scheduled',
  field: 'memberId',
  sort: { sendAt: 1 },
  limit: limits.scheduledPerMember,
});

/** In the order in which they are to be sent. */
export async function loadScheduled(connection: Connection, actor: Actor): Promise<Scheduled[]> {
  const rows = await rowsOf(connection, actor.memberId);
  return rows.filter(({ channelId }) => existsFor(actor, channelId)).map(toScheduled);
}

export const list = plain('scheduled.list', {
  allow: () => allowed,
  run: async ({ core, actor }) => ({ scheduled: await loadScheduled(core.db.connection, actor) }),
});
