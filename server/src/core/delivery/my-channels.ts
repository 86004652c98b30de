import type { ChannelId, MemberId } from '@atrium/shared';
import type { Database } from '../../db/connect.ts';
import { channelIdsOf } from '../standings-of.ts';

/** Which channels a member is in, from the projection: a hint of where to look, the journals decide. */
export type MyChannels = (memberId: MemberId) => Promise<ChannelId[]>;

export function createMyChannels({ connection }: Pick<Database, 'connection'>): MyChannels {
  return (memberId) => channelIdsOf(connection, memberId);
}
