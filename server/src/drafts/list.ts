import { allowed, type Draft, limits, type MemberId } from '@atrium/shared';
import type { Connection } from 'mongoose';
import { plain } from '../core/command.ts';
import { drafts, toDraft } from './model.ts';

export async function loadDrafts(connection: Connection, memberId: MemberId): Promise<Draft[]> {
  const rows = await drafts(connection)
    .find({ memberId })
    .sort({ updatedAt: -1 })
    .limit(limits.draftsPerMember)
    .lean();
  return rows.map(toDraft);
}

export const list = plain('draft.list', {
  allow: () => allowed,
  run: async ({ core, actor }) => ({ drafts: await loadDrafts(core.db.connection, actor.memberId) }),
});
