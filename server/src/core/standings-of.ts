import type { ChannelId, MemberId } from '@atrium/shared';
import type { Connection } from 'mongoose';
import { arrivalGatherMs, rowsBy } from './gathered.ts';
import type { StandingRow } from './journal/models.ts';

const standings = rowsBy<StandingRow, MemberId>({
  collection: 'standings',
  field: 'memberId',
  filter: { present: true },
  crowdMs: arrivalGatherMs,
});

/** What the projection says about where a member is: a hint of where to look, the journals decide. */
export function standingsOf(connection: Connection, memberId: MemberId): Promise<readonly StandingRow[]> {
  return standings(connection, memberId);
}

/** @see {@link standingsOf} */
export async function channelIdsOf(connection: Connection, memberId: MemberId): Promise<ChannelId[]> {
  return (await standings(connection, memberId)).map(({ channelId }) => channelId);
}
