/**
 * Sends what is said about people to those who share a channel with them, and to nobody else: a guest must not learn that
 * somebody exists from a dot that turns green (Zulip CVE-2026-100404 is of this class).
 */
import type { LivePacket, MemberId } from '@atrium/shared';
import type { ChannelFeed } from '../delivery/channel-feed.ts';
import type { Encode, Frame, MemberReaders, Reader } from '../delivery/reader.ts';

export interface FanOut {
  /**
   * @param about whom the packets are about
   * @param packet the packet about some of them
   * @returns how many people were told, and how many of how many others, to measure the cost by
   */
  send(
    about: readonly MemberId[],
    packet: (ids: readonly MemberId[]) => LivePacket,
  ): { people: number; told: number };
}

export interface FanOutOptions {
  feeds: () => Iterable<ChannelFeed>;
  encode: Encode;
}

export function createFanOut({ feeds, encode }: FanOutOptions): FanOut {
  return {
    send: (about, packet) => {
      const audience = audienceOf(feeds(), about);
      const frames = new Map<string, Frame>();
      let told = 0;
      for (const [{ readers }, ids] of audience) {
        const key = ids === about ? '*' : [...ids].toSorted().join(' ');
        const frame = frames.get(key) ?? encode('live', packet(ids));
        frames.set(key, frame);
        told += ids.length;
        for (const reader of readers) if (isWholeMember(reader)) reader.pushLive(frame);
      }
      return { people: audience.size, told };
    },
  };
}

/** Who is told about whom. Most people share a channel with everybody: these get the same list, the very same object. */
function audienceOf(
  feeds: Iterable<ChannelFeed>,
  about: readonly MemberId[],
): Map<MemberReaders, readonly MemberId[]> {
  const audience = new Map<MemberReaders, readonly MemberId[]>();
  for (const feed of feeds) {
    const { standings } = feed.journal.state;
    const here = about.filter((memberId) => standings.has(memberId));
    if (here.length === 0) continue;
    for (const member of feed.members.values()) {
      const known = audience.get(member);
      if (known === about) continue;
      if (here.length === about.length) audience.set(member, about);
      else audience.set(member, known ? [...new Set([...known, ...here])] : here);
    }
  }
  return audience;
}

/** A token for some channels only is told nothing about people: it could not be told by channel. */
function isWholeMember({ onlyChannels }: Reader): boolean {
  return onlyChannels === null;
}
