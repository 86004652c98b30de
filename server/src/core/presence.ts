/** Presence and typing: in memory on one node, in Redis with expiry on several; never in the database. */
import type { ChannelId, MemberId, Presence, Seq } from '@atrium/shared';

export interface PresenceBoard {
  connected(memberId: MemberId, connectionId: string): void;
  disconnected(memberId: MemberId, connectionId: string): void;
  set(memberId: MemberId, connectionId: string, state: 'online' | 'away'): void;
  /** In the order asked for. Who may see whom is the caller's to ask. */
  get(memberIds: readonly MemberId[]): Promise<Presence[]>;
  /** What this node knows now, without asking: for `@here`. */
  stateOf(memberId: MemberId): Presence['state'];
  /** To be called when a member asked not to be disturbed until a time, or took that back. */
  setDnd(memberId: MemberId, until: number | null): void;
  typing(channelId: ChannelId, rootSeq: Seq | null, memberId: MemberId): void;
}
