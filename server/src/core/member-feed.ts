/** What changed for one member alone, to all of their devices on all nodes. */
import type { Member, MemberId, MePacket } from '@atrium/shared';

export interface MemberFeed {
  /** Sends the packet to the member's sockets. Lost on its way to another node, it becomes a `reload` within seconds. */
  publish(memberId: MemberId, packet: MePacket): void;
  /** Sends a changed profile to everybody who may see that member, on all nodes, whose directories forget the old one. */
  announceMember(member: Member): void;
  /** Ends the connections that `matches`: a revoked session, a deactivated member. On every node: at once with Redis, within 15 s without. */
  disconnect(memberId: MemberId, sessionId?: string): void;
}
