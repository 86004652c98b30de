/** Who is typing where: gathered for a moment, sent once, forgotten. */
import { type ChannelId, limits, type LivePacket, type MemberId, type Seq } from '@atrium/shared';
import type { ChannelFeed } from '../delivery/channel-feed.ts';
import type { Encode, Frame } from '../delivery/reader.ts';

export const typingTickMs = 200;
/** The same person in the same place is passed on this often at most; clients forget after `limits.typingMs`. */
const repeatMs = limits.typingMs / 2;
const maxTypists = 5_000;

type Typing = NonNullable<LivePacket['typing']>[number];

export interface TypingBoard {
  add(channelId: ChannelId, rootSeq: Seq | null, memberId: MemberId, now: number): boolean;
  tick(now: number): void;
}

export function createTypingBoard(options: {
  feed: (channelId: ChannelId) => ChannelFeed | undefined;
  encode: Encode;
}): TypingBoard {
  const { feed, encode } = options;
  const seenAt = new Map<string, number>();
  let waiting = new Map<ChannelId, Typing[]>();

  const send = (channelFeed: ChannelFeed, all: readonly Typing[]) => {
    const frames = new Map<string, Frame>();
    const frameOf = (typing: readonly Typing[]) => {
      const key = typing.map(({ memberId, rootSeq }) => `${memberId}/${rootSeq}`).join(' ');
      const frame = frames.get(key) ?? encode('live', { typing: [...typing] });
      frames.set(key, frame);
      return frame;
    };
    const { whole, limited } = channelFeed.readers();
    // Nobody is told that they are typing themselves.
    const others = (typing: readonly Typing[], self: MemberId) =>
      typing.filter(({ memberId }) => memberId !== self);
    for (const reader of whole) {
      const typing = others(all, reader.memberId);
      if (typing.length > 0) reader.pushLive(frameOf(typing));
    }
    for (const { reader, visibleFrom } of limited) {
      // A thread from before somebody's history does not exist for them.
      const typing = others(all, reader.memberId).filter(
        ({ rootSeq }) => rootSeq === null || rootSeq >= visibleFrom,
      );
      if (typing.length > 0) reader.pushLive(frameOf(typing));
    }
  };

  return {
    add: (channelId, rootSeq, memberId, now) => {
      const key = `${channelId}/${rootSeq}/${memberId}`;
      if (now - (seenAt.get(key) ?? -Infinity) < repeatMs || seenAt.size >= maxTypists) return false;
      // The oldest stand first.
      seenAt.delete(key);
      seenAt.set(key, now);
      const there = waiting.get(channelId) ?? [];
      there.push({ channelId, rootSeq, memberId });
      waiting.set(channelId, there);
      return true;
    },
    tick: (now) => {
      for (const [key, at] of seenAt) {
        if (now - at < repeatMs) break;
        seenAt.delete(key);
      }
      if (waiting.size === 0) return;
      const all = waiting;
      waiting = new Map();
      for (const [channelId, typing] of all) {
        const channelFeed = feed(channelId);
        if (channelFeed) send(channelFeed, typing);
      }
    },
  };
}
