/** A connection, as delivery sees it: somebody to write to, who may fall behind. */
import type { Actor, ChannelId, MemberId, ServerEvents } from '@atrium/shared';
import type { ChannelFeed } from './channel-feed.ts';

/** A packet in the bytes that travel, encoded once for all of its readers. */
export type Frame = Buffer;

export interface Reader {
  readonly id: string;
  readonly memberId: MemberId;
  /** Only these channels exist for it (a token's); null for all of its member's. */
  readonly onlyChannels: ReadonlySet<ChannelId> | null;
  /** Public channels that it watches without its member being in them. */
  watched: readonly ChannelFeed[];
  /** Entries of a channel. Dropped while the reader lags: it is told the heads afterwards. */
  pushEntries(frame: Frame): void;
  /** What changed for the member alone. While the reader lags it becomes one `reload`. */
  pushMe(frame: Frame): void;
  /** Typing and presence. Dropped whenever the reader has not taken what it was sent before. */
  pushLive(frame: Frame): void;
  /** Anything else, in order. */
  push(frame: Frame): void;
  /** Something that concerned it was not sent: it is told the heads. */
  missed(): void;
  /** Who it acts as, from the member's row as it was last looked at. */
  actor(): Actor;
}

/** The connections of one member on this node. They share what their member has joined. */
export interface MemberReaders {
  readonly memberId: MemberId;
  readers: Reader[];
  /** Resolves when they are subscribed to all that their member is in; null before the first has asked. */
  loaded: Promise<void> | null;
  feeds: readonly ChannelFeed[];
}

/** Turns an event of the wire into the bytes that travel. */
export type Encode = <Name extends keyof ServerEvents>(
  name: Name,
  packet: Parameters<ServerEvents[Name]>[0],
) => Frame;
