/**
 * What a run leaves behind, raw: the journal as the database holds it at the end, and what every client did and saw, in
 * the order in which it happened to that client. The checker believes nothing else.
 */

/** A message as somebody is shown it. */
export interface Shown {
  seq: number;
  author: string;
  root: number | null;
  body: string;
  deleted: boolean;
  /** `emoji member` */
  reactions: string[];
}

/** One row of the final journal, as dumped from the database. Only the fields that the invariants speak of. */
export interface LogEntry {
  channelId: string;
  seq: number;
  at: number;
  authorId: string;
  clientId: string | null;
  kind: string;
  rootSeq?: number | null;
  body?: string;
  target?: number;
  targetRootSeq?: number | null;
  emoji?: string;
  on?: boolean;
  standing?: { memberId: string; role: string; mutedUntil: number | null; visibleFrom: number };
  memberId?: string;
  flags?: { lockedAt: number | null };
  deletedAt?: number | null;
  /** Which reply of its thread it is. */
  rn?: number;
  /** It came with a thread from another channel. */
  moved?: { at: number; wasDeleted: boolean };
  /** Not in the row: the reactions that it came with, as the checker finds them; `emoji member`. */
  carried?: string[];
}

/** Where a thread went, as the database has it: old links lead there. */
export interface MoveRow {
  channelId: string;
  rootSeq: number;
  fenceSeq: number;
  done: boolean;
  to?: { channelId: string; rootSeq: number };
}

/** What one client noted, one line an event. `member` is who it was signed in as. */
export type ClientEvent =
  | { t: 'send'; channelId: string; clientId: string; name: string; body?: string }
  | { t: 'ack'; channelId: string; clientId: string; seq: number; changed: boolean }
  /** A thread was moved; what was acknowledged is where it is now. */
  | { t: 'moved'; channelId: string; clientId: string; to: { channelId: string; rootSeq: number } }
  | { t: 'reject'; channelId: string; clientId: string; code: string; retryable: boolean }
  /** The person was shown that this failed. */
  | { t: 'failed'; channelId: string; clientId: string; code: string }
  /** The client applied an entry to what it shows. */
  | { t: 'apply'; channelId: string; epoch: string; seq: number; hidden: boolean; digest: string }
  /**
   * Raw bytes arrived, applied or not: everything that was delivered counts for who may see what. `asOf` is the entry up
   * to which the server knew when it answered: who came back later may read what was said while they were away.
   */
  | { t: 'receive'; channelId: string; seq: number; hidden: boolean; asOf?: number }
  /** The client began again from a snapshot as of `seq`. */
  | { t: 'reset'; channelId: string; epoch: string; seq: number }
  /** What the client shows at the very end; `shown` to say what is otherwise when the hash is. */
  | { t: 'final'; channelId: string; seq: number; hash: string; shown?: Shown[] };

export interface ClientHistory {
  client: string;
  member: string;
  events: ClientEvent[];
}

export interface History {
  epoch: string;
  log: LogEntry[];
  moves: MoveRow[];
  clients: ClientHistory[];
  /** Roles in the workspace that make a moderator of everybody who is in a channel. */
  moderators: string[];
}

/** What an entry is, for comparing what two clients were shown at one seq: never its present state, only what it says. */
export function digestOf(entry: Pick<LogEntry, 'seq' | 'kind' | 'authorId' | 'at' | 'clientId'>): string {
  return [entry.seq, entry.kind, entry.authorId, entry.at, entry.clientId ?? ''].join('|');
}
