/** Presence and typing: in memory on one node, in Redis with expiry on several; never in the database. */
import type { ChannelId, MemberId, Presence, Seq } from '@atrium/shared';

export interface PresenceBoard {
  connected(memberId: MemberId, socketId: string): void;
  disconnected(memberId: MemberId, socketId: string): void;
  set(memberId: MemberId, socketId: string, state: 'online' | 'away'): void;
  get(memberIds: readonly MemberId[]): Promise<Presence[]>;
  typing(channelId: ChannelId, rootSeq: Seq | null, memberId: MemberId): void;
}
