import { hash } from 'node:crypto';
import type { ChannelId, ClientId, MemberId } from '@atrium/shared';

/** A channel's id is made from what asked for it, so that asking twice is asking once. An id is no secret. */
function idFrom(what: string): string {
  return hash('sha256', what, 'base64url').slice(0, 22);
}

export function channelIdOf(creator: MemberId, clientId: ClientId): ChannelId {
  return idFrom(`channel ${creator} ${clientId}`) as ChannelId;
}

/** There is one conversation of the same people. */
export function directIdOf(sortedMemberIds: readonly MemberId[]): ChannelId {
  return idFrom(`direct ${sortedMemberIds.join(' ')}`) as ChannelId;
}

export function directClientIdOf(channelId: ChannelId): ClientId {
  return idFrom(`direct.open ${channelId}`) as ClientId;
}
