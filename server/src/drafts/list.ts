import { type Actor, allowed, type Draft, limits, type MemberId } from '@atrium/shared';
import type { Connection } from 'mongoose';
import { plain } from '../core/command.ts';
import { rowsBy } from '../core/gathered.ts';
import { existsFor } from '../core/place.ts';
import { type DraftRow, toDraft } from './model.ts';

const rowsOf = rowsBy<DraftRow, MemberId>({
  collection: 'drafts',
  field: 'memberId',
  sort: { updatedAt: -1 },
  limit: limits.draftsPerMember,
});

/** Newest first. */
export async function loadDrafts(connection: Connection, actor: Actor): Promise<Draft[]> {
  const rows = await rowsOf(connection, actor.memberId);
  return rows.filter(({ channelId }) => existsFor(actor, channelId)).map(toDraft);
}

export const list = plain('draft.list', {
  allow: () => allowed,
  run: async ({ core, actor }) => ({ drafts: await loadDrafts(core.db.connection, actor) }),
});
