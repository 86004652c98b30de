import { type Actor, canInWorkspace, type ChannelId, type MemberId } from '@atrium/shared';
import type { Connection } from 'mongoose';
import type { Core } from '../core/core.ts';

type StandingPlace = { channelId: ChannelId; memberId: MemberId };

/** Whom the actor may know of: everybody, or these. A guest knows the people of their channels, and themselves. */
export type Visible = 'everybody' | ReadonlySet<MemberId>;

export async function visibleTo({ db }: Pick<Core, 'db'>, actor: Actor): Promise<Visible> {
  if (canInWorkspace(actor, 'people.browse').ok) return 'everybody';
  const channelIds = await channelsOf(db.connection, actor);
  const shared = await db.connection
    .collection<StandingPlace>('standings')
    .distinct('memberId', { channelId: { $in: channelIds } });
  return new Set([actor.memberId, ...shared]);
}

async function channelsOf(
  connection: Connection,
  { memberId, tokenChannelIds }: Actor,
): Promise<ChannelId[]> {
  const all = await connection.collection<StandingPlace>('standings').distinct('channelId', { memberId });
  return tokenChannelIds ? all.filter((id) => tokenChannelIds.has(id)) : all;
}

export function isVisible(visible: Visible, id: MemberId): boolean {
  return visible === 'everybody' || visible.has(id);
}
