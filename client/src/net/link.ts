import type {
  ErrorBody,
  HeadsPacket,
  LivePacket,
  MePacket,
  Reply,
  ByePacket,
  EntriesPacket,
} from '@atrium/shared';

/** What comes down a link, by event. */
export interface Packets {
  entries: EntriesPacket;
  live: LivePacket;
  me: MePacket;
  heads: HeadsPacket;
  bye: ByePacket;
}
export type PacketName = keyof Packets;
export const packetNames = ['entries', 'live', 'me', 'heads', 'bye'] as const satisfies readonly PacketName[];

export interface LinkListener {
  opened(): void;
  packet<Name extends PacketName>(name: Name, packet: Packets[Name]): void;
  /** Ends the link for good, also when it never opened. `error` is what the server refused it with, if it did. */
  closed(error: ErrorBody | null): void;
}

/** One connection, from its attempt to its end. It does not come back: `Connection` opens another. */
export interface Link {
  /**
   * Rejects when no answer came in time or the link closed: whether the command was carried out is then unknown. What is
   * asked right after the link was made goes along with its handshake.
   */
  ask(name: string, input: unknown, timeoutMs: number): Promise<Reply<unknown>>;
  close(): void;
}

export type OpenLink = (listener: LinkListener) => Link;
