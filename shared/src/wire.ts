/** What travels on the socket. Commands go up with an acknowledgement; four kinds of events come down. */
import type { ErrorBody } from './errors.ts';
import type { ChannelId, MemberId, Seq } from './ids.ts';
import type { EntriesPacket } from './schema/entry.ts';
import type { Me, Member, Presence } from './schema/member.ts';
import type {
  Activity,
  ChannelPreference,
  Draft,
  FollowState,
  Preferences,
  ReadState,
  Saved,
  Scheduled,
} from './schema/own.ts';

/** Sent in the handshake (`auth.protocol`); a server that speaks another one answers `version_mismatch`. */
export const protocolVersion = 1;

/**
 * A command that goes along with the handshake (`auth.first`): it is run as soon as the client is let in, as if it had been
 * sent in answer to that, and acknowledged by its id. Ids are the client's own, each used once on a connection.
 */
export type FirstCommand = readonly [id: number, name: string, input: unknown];

export type Reply<Result> = { ok: true; result: Result } | { ok: false; error: ErrorBody };

/** Typing and presence: coalesced, never journalled, may be dropped. */
export interface LivePacket {
  typing?: { channelId: ChannelId; rootSeq: Seq | null; memberId: MemberId }[];
  presence?: Presence[];
  /** Profiles that changed, of people whom the reader may see. */
  members?: Member[];
}

/** What changed for this member alone, as values; `reload` asks for a fresh `workspace.load`. */
export interface MePacket {
  me?: Me;
  reads?: ReadState[];
  follows?: FollowState[];
  activity?: Activity[];
  drafts?: Draft[];
  saved?: { added?: Saved[]; removed?: { channelId: ChannelId; seq: Seq }[] };
  scheduled?: { added?: Scheduled[]; removed?: string[] };
  preferences?: Preferences;
  channelPreferences?: ChannelPreference[];
  /** Channels that were entered or left: load them, or forget them. */
  entered?: ChannelId[];
  left?: ChannelId[];
  reload?: true;
}

export interface ByePacket {
  why: 'drain' | 'version' | 'revoked' | 'slow';
  /** Come back after this long, each client at a random moment within it. */
  retryAfterMs: number;
}

/** The server asks a reader that fell behind to fetch (`channel.sync`) instead of pushing to it. */
export interface HeadsPacket {
  heads: { channelId: ChannelId; epoch: string; seq: Seq }[];
}

export interface ServerEvents {
  entries: (packet: EntriesPacket) => void;
  live: (packet: LivePacket) => void;
  me: (packet: MePacket) => void;
  heads: (packet: HeadsPacket) => void;
  bye: (packet: ByePacket) => void;
}
