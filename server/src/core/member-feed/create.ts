import { type Member, type MemberId, type MePacket } from '@atrium/shared';
import type { Encode, Reader } from '../delivery/reader.ts';
import type { Registry } from '../delivery/registry.ts';
import type { MemberFeed } from '../member-feed.ts';

/** What other nodes must hear, too. */
export interface FeedRelay {
  packet(memberId: MemberId, packet: MePacket): void;
  member(member: Member): void;
  end(memberId: MemberId, sessionId: string | undefined): void;
}

/** This node's part of the feed: what the relay hears from other nodes comes in here. */
export interface LocalFeed extends MemberFeed {
  /** Hands the packet to the member's connections here. */
  deliver(memberId: MemberId, packet: MePacket): void;
  /** To the member's connections on other nodes only. */
  tellOthers(memberId: MemberId, packet: MePacket): void;
  /** A member's row changed, here or on another node. */
  onMember(listener: (member: Member) => void): void;
  /** Connections are to end, as seen from here or from another node. Without an id: all of the member's. */
  onEnd(listener: (memberId: MemberId, sessionId: string | undefined) => void): void;
  memberChanged(member: Member): void;
  end(memberId: MemberId, sessionId: string | undefined): void;
  /** On several nodes only. */
  setRelay(relay: FeedRelay): void;
}

/** @see {@link MemberFeed} */
export function createMemberFeed(options: { registry: Registry; encode: Encode }): LocalFeed {
  const { registry, encode } = options;
  const memberListeners: ((member: Member) => void)[] = [];
  const endListeners: ((memberId: MemberId, sessionId: string | undefined) => void)[] = [];
  let relay: FeedRelay | null = null;

  const feed: LocalFeed = {
    deliver: (memberId, packet) => {
      const readers = registry.of(memberId)?.readers.filter(isWholeMember) ?? [];
      if (readers.length === 0) return;
      const frame = encode('me', packet);
      for (const reader of readers) reader.pushMe(frame);
    },
    publish: (memberId, packet) => {
      feed.deliver(memberId, packet);
      relay?.packet(memberId, packet);
    },
    tellOthers: (memberId, packet) => relay?.packet(memberId, packet),
    memberChanged: (member) => {
      for (const listener of memberListeners) listener(member);
    },
    announceMember: (member) => {
      feed.memberChanged(member);
      relay?.member(member);
    },
    end: (memberId, sessionId) => {
      for (const listener of endListeners) listener(memberId, sessionId);
    },
    disconnect: (memberId, sessionId) => {
      feed.end(memberId, sessionId);
      relay?.end(memberId, sessionId);
    },
    onMember: (listener) => void memberListeners.push(listener),
    onEnd: (listener) => void endListeners.push(listener),
    setRelay: (next) => {
      relay = next;
    },
  };
  return feed;
}

/** A token that is for some channels only is not told what its member does in others. */
function isWholeMember(reader: Reader): boolean {
  return reader.onlyChannels === null;
}
