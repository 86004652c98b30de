/** The interfaces between a channel's journal and those who write to it, read from it and project it. */
import type { HeardRow } from './heard-rows.ts';
import type {
  ChannelId,
  ClientId,
  EntriesPacket,
  Entry,
  JournalState,
  MemberId,
  Message,
  Position,
  Seq,
  SeenEntry,
  Standing,
  Thread,
  ThreadFlags,
  UpdateEntry,
} from '@atrium/shared';

type Placed = 'seq' | 'at' | 'authorId' | 'n' | 'clientId';
type DistributiveOmit<Union, Keys extends PropertyKey> = Union extends unknown ? Omit<Union, Keys> : never;

/** A message before the journal gives it its place. */
export interface MessageDraft {
  kind: 'message';
  rootSeq: Seq | null;
  body: string;
  action: boolean;
  mentions: Message['mentions'];
  files: Message['files'];
  /** What a message that comes with a thread from another channel brings along. */
  moved?: Pick<Message, 'reactions' | 'editedAt' | 'deletedAt'> & { moved: NonNullable<Message['moved']> };
}

/** What the entry that sends a thread away says to the server alone. It stays with the entry. */
export interface MoveText {
  toChannelId: ChannelId;
  /** What the moved messages' clientIds are made with: nobody can take one of them before the message comes. */
  salt: string;
  /** As they were: they go along, or come back if the thread stays. */
  flags: ThreadFlags;
}

/** An update before the journal gives it its place. */
export type UpdateDraft = DistributiveOmit<UpdateEntry, Placed> & {
  /**
   * Text that the update puts on its target's row (an edited body, a thread's title). It is kept in the entry only until
   * the projection has moved it there, and never leaves the server in an entry.
   */
  text?: { body: string; mentions: Message['mentions'] } | { title: string | null } | MoveText;
};

export type EntryDraft = MessageDraft | UpdateDraft;

export interface AppendRequest {
  authorId: MemberId;
  clientId: ClientId;
  /** A digest of the command and its input: another body under the same clientId is `conflict`. */
  digest: string;
  /**
   * Decides at a head: called with the state that the entry would follow, again after each lost race. Null appends
   * nothing. Throws an AtriumError to refuse. May be asynchronous only when it has to load rows. `head` reads rows as of
   * that very state, which may be ahead of the journal's: what goes into the same batch before this entry counts.
   */
  decide: (state: JournalState, head: Head) => EntryDraft | null | Promise<EntryDraft | null>;
}

/** A channel as of one head, for the rules: what a decision may look at. */
export interface Head {
  readonly state: JournalState;
  standing(memberId: MemberId): Standing | null;
  lastPostAt(memberId: MemberId): number;
  thread(rootSeq: Seq): Promise<Thread | null>;
  messages(seqs: readonly Seq[]): Promise<Map<Seq, Message>>;
  pinnedMessages(): Promise<ReadonlySet<Seq>>;
  /** Also those whose time is over. */
  pinnedThreads(): Promise<ReadonlyMap<Seq, NonNullable<ThreadFlags['pinned']>>>;
}

export interface AppendResult {
  channelId: ChannelId;
  epoch: string;
  seq: Seq;
  at: number;
  changed: boolean;
}

/** Whose eyes entries are for: what lies before `visibleFrom` is hidden from them. */
export interface Viewer {
  visibleFrom: Seq;
}

export type CatchUp =
  | { state: 'same' }
  | { state: 'reset' }
  | {
      state: 'rest';
      epoch: string;
      entries: SeenEntry[];
      messages: Message[];
      threads: Thread[];
      more: boolean;
    };

export interface HistoryRange {
  rootSeq: Seq | null;
  before?: Seq;
  after?: Seq;
  around?: Seq;
  limit: number;
}

/** One channel's journal on this node. Every method sees at least what this node has acknowledged. */
export interface Journal extends Head {
  readonly channelId: ChannelId;
  /** The newest entry that this node itself appended: up to there other nodes hear of it from here. */
  readonly ownSeq: Seq;
  /**
   * As of the newest entry that this node knows: channel, standings, and the threads that are loaded. Read-only for
   * everybody but the journal. Messages are not kept in it.
   */
  readonly state: JournalState;
  /** The newest root that was moved here: it is a message that the channel's ordinals do not count. */
  readonly lastMovedSeq: Seq;
  /** When something was last said in the channel itself. */
  readonly lastMessageAt: number | null;
  /** Appends one entry (group commit: one batch in flight). Resolves when it is durable. */
  append(request: AppendRequest): Promise<AppendResult>;
  standing(memberId: MemberId): Standing | null;
  /** When this member last posted here (0: not lately), for slow mode. */
  lastPostAt(memberId: MemberId): number;
  /** The thread as of `state`, loaded if need be; null when the root is no message of the channel itself. */
  thread(rootSeq: Seq): Promise<Thread | null>;
  /** The messages as of `state`, by seq; what is not a message is left out. */
  messages(seqs: readonly Seq[]): Promise<Map<Seq, Message>>;
  /** Those of these messages that have a thread: replies, a title, or flags. */
  threads(rootSeqs: readonly Seq[]): Promise<Map<Seq, Thread>>;
  /** What a member who is not in the channel (any more) was last: a mute outlives leaving. */
  formerStanding(memberId: MemberId): Promise<Standing | null>;
  /** What follows a position, from memory where it can be; bounded. */
  after(position: Position, viewer: Viewer): Promise<CatchUp>;
  /** A page of the timeline or of a thread, in seq order, with whether there is more on either side. */
  history(
    range: HistoryRange,
    viewer: Viewer,
  ): Promise<{ entries: Entry[]; asOf: Position; hasBefore: boolean; hasAfter: boolean }>;
  /** The ordinal of the newest message of a conversation at or before `seq` (0: none). */
  ordinalAt(rootSeq: Seq | null, seq: Seq): Promise<number>;
  /** How many messages of a conversation after `seq` are deleted. */
  deletedAfter(rootSeq: Seq | null, seq: Seq): Promise<number>;
  /** Resolves when rows, threads, standings, follows, marks and activity in the database are as of `state` or newer. */
  projected(): Promise<void>;
  /** Asks the database for a newer head now and takes in what it finds. */
  refresh(): Promise<void>;
  /** What other nodes may {@link hear} of entries just taken in; null where they have to ask the database. */
  tellable(packet: EntriesPacket): HeardRow[] | null;
  /**
   * Takes in what another node says that it appended: shown at once, and looked up in the database before this node appends
   * after it or acknowledges one of them. False when it changed nothing and the database is to be asked.
   */
  hear(rows: readonly HeardRow[]): boolean;
}

export interface Journals {
  /** The id of the workspace's journals' incarnation. */
  readonly epoch: string;
  /** Keeps a channel's journal in memory, and itself up to date, until {@link release}d as often. */
  retain(channelId: ChannelId): void;
  release(channelId: ChannelId): void;
  /** The journal when it is in memory, without asking the database. */
  peek(channelId: ChannelId): Journal | undefined;
  /** Those in memory, retained or not: all of them answer questions, so all must learn of newer heads. */
  known(): Iterable<Journal>;
  /** The journal of a channel; null when there is no such channel. Single-flight; kept in an LRU while nobody needs it. */
  open(channelId: ChannelId): Promise<Journal | null>;
  /** Begins a channel with its `channel.created` entry and whoever is in it from the start. */
  create(drafts: {
    channelId: ChannelId;
    authorId: MemberId;
    clientId: ClientId;
    digest: string;
    entries: EntryDraft[];
  }): Promise<Journal>;
  /** Entries as this node takes them in, in seq order, once each: what delivery and projection live on. */
  onEntries(listener: (journal: Journal, packet: EntriesPacket) => void): void;
  /** Waits for what is under way and projects what is left. */
  close(): Promise<void>;
}
