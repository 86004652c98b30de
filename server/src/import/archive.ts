/**
 * What a foreign archive is read as, whatever it came from. Keys are the archive's own; the importer turns them into ids.
 * Everything is handed over in order and in batches: nothing here is ever as large as the archive.
 */
import type { ChannelId, ChannelKind, FileRef, MemberId, ThreadFlags, WorkspaceRole } from '@atrium/shared';

export interface ArchivePerson {
  key: string;
  kind: 'person' | 'bot' | 'placeholder';
  role: WorkspaceRole;
  name: string;
  /** What they would like to be called by; taken or unfit ones are changed. */
  handle: string;
  /** Null for a placeholder or a bot. */
  email: string | null;
  title: string;
  timezone: string;
  /** The outside organisation of a guest. */
  company: string | null;
  deactivated: boolean;
  /** When the account was last changed, where the archive says so. */
  at: number | null;
}

export interface ArchiveChannel {
  key: string;
  kind: ChannelKind;
  name: string;
  topic: string;
  purpose: string;
  createdAt: number;
  creator: string | null;
  members: readonly string[];
  archived: boolean;
  /** Up to when somebody has read it; whoever is not named has read everything. */
  readUntil?: ReadonlyMap<string, number>;
}

export interface ArchiveMessage {
  type: 'message';
  /** Unique in its channel. */
  key: string;
  at: number;
  author: string;
  /** For an author whom the list of people does not name. */
  stranger?: ArchivePerson;
  /** Key of the thread's first message. */
  root: string | null;
  /** Markdown; mentions carry ids. */
  body: string;
  action: boolean;
  reactions: readonly { emoji: string; people: readonly string[] }[];
  files: readonly FileRef[];
  pinnedAt: number | null;
  editedAt: number | null;
  deletedAt: number | null;
}

/** What was made of a thread: not every kind of archive has it. */
export interface ArchiveThreadChange {
  type: 'thread';
  key: string;
  root: string;
  at: number;
  author: string;
  change:
    | { kind: 'thread.titled'; title: string }
    | {
        kind: 'thread.pinned' | 'thread.locked' | 'thread.muted' | 'thread.resolved';
        flags: Partial<ThreadFlags>;
        reason: string;
      };
}

export type ArchiveItem = ArchiveMessage | ArchiveThreadChange;

/** Who and what the archive's keys became here; null for one that it does not know. */
export interface Names {
  member(key: string): MemberId | null;
  channel(key: string): ChannelId | null;
}

/** A record that was left out, or changed on its way in. */
export type Note = (reason: string, where: string, detail?: string) => void;

export interface Survey {
  /** Keys of messages that others reply to. */
  roots: ReadonlySet<string>;
  /** Of the first message; null when there is none. */
  firstAt: number | null;
}

export interface Archive {
  /** The same archive has the same id, wherever it lies. */
  readonly id: string;
  /** Goes into every id that is made: the same channel of two archives of one workspace is one channel. */
  readonly source: string;
  readonly bytes: number;
  /** Of {@link bytes}, how many have been read. */
  bytesRead(): number;
  /** Of {@link bytes}, how many are this channel's. */
  bytesOf(channel: ArchiveChannel): number;
  people(note: Note): AsyncIterable<ArchivePerson[]>;
  channels(note: Note): Promise<ArchiveChannel[]>;
  survey(channel: ArchiveChannel): Promise<Survey>;
  /** In order of time, as far as the archive keeps it. */
  items(channel: ArchiveChannel, names: Names, note: Note): AsyncIterable<ArchiveItem[]>;
  close(): Promise<void>;
}

/** What the person who imports can mend; the message is a sentence. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}
