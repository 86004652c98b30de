import type { Channel, MemberId } from '@atrium/shared';
import type { MemberBook } from './members.ts';

/** A channel's name; of a direct conversation the names of the others, who are asked for when they are not known. */
export function titleOf(channel: Channel, self: MemberId, members: MemberBook): string {
  if (channel.kind !== 'direct') return channel.name;
  const others = othersIn(channel, self);
  if (others.length === 0) return members.get(self)?.name ?? '';
  return others.map((id) => members.get(id)?.name ?? '…').join(', ');
}

export function othersIn(channel: Channel, self: MemberId): readonly MemberId[] {
  return channel.directMemberIds.filter((id) => id !== self);
}
