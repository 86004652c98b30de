import { type Actor, canInWorkspace, type ChannelId, type MemberId } from '@atrium/shared';
import { type Connection, trusted } from 'mongoose';
import type { Core } from '../core/core.ts';
import { standingModel } from '../core/journal/models.ts';

/** Whom the actor may know of: everybody, or these. A guest knows the people of their channels, and themselves. */
export type Visible = 'everybody' | ReadonlySet<MemberId>;

export async function visibleTo({ db }: Pick<Core, 'db'>, actor: Actor): Promise<Visible> {
  if (canInWorkspace(actor, 'people.browse').ok) return 'everybody';
  const channelIds = await channelsOf(db.connection, actor);
  const shared = await standingModel(db.connection).distinct('memberId', {
    channelId: trusted({ $in: channelIds }),
    present: true,
  });
  return new Set([actor.memberId, ...shared]);
}

async function channelsOf(
  connection: Connection,
  { memberId, tokenChannelIds }: Actor,
): Promise<ChannelId[]> {
  const all = await standingModel(connection).distinct('channelId', { memberId, present: true });
  return tokenChannelIds ? all.filter((id) => tokenChannelIds.has(id)) : all;
}

export function isVisible(visible: Visible, id: MemberId): boolean {
  return visible === 'everybody' || visible.has(id);
}
