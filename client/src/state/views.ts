/** What the hooks hand to screens: plain, immutable values. A value keeps its identity for as long as nothing in it changed. */
import type {
  Activity,
  AtriumError,
  Channel,
  ChannelId,
  ClientId,
  Company,
  ErrorCode,
  FollowState,
  Me,
  Member,
  MemberId,
  Message,
  NoticeReason,
  Seq,
  Standing,
  Thread,
  ThreadSummary,
  UpdateEntry,
} from '@atrium/shared';
import type { RowList } from './row-list.ts';

/** The channel itself (`rootSeq: null`), or one of its threads. */
export interface Conversation {
  channelId: ChannelId;
  rootSeq: Seq | null;
}

/** `outdated`: the server speaks another protocol, a reload brings the new client. */
export type ConnectionState = 'connecting' | 'live' | 'offline' | 'signed_out' | 'outdated';

export interface ConnectionView {
  state: ConnectionState;
  /** When the next attempt is made (milliseconds since 1970), while offline. */
  retryAt: number | null;
  /** Connected, and still fetching what was missed. */
  catchingUp: boolean;
  /** Since when there has been no connection; null while there is one. */
  offlineSince: number | null;
  /** A newer client is served: offer a reload. */
  updateAvailable: boolean;
}

export type SessionView =
  | { state: 'loading' }
  /** The server could not be asked and nothing is cached. */
  | { state: 'unreachable'; error: AtriumError }
  | { state: 'set_up' }
  | {
      state: 'signed_out';
      workspaceName: string;
      signUpByDomain: boolean;
      /** Whether the server can send mail (reset links, confirmations). */
      mail: boolean;
      /** Why, when there was a session before. */
      ended: 'signed_out' | 'revoked' | null;
    }
  | {
      state: 'signed_in';
      me: Me;
      workspaceName: string;
      /** What is shown comes from this device and is being brought up to date. */
      fromCache: boolean;
    };

export interface SidebarItem {
  channelId: ChannelId;
  kind: Channel['kind'];
  /** A channel's name without `#`; of a direct conversation the names of the others. */
  title: string;
  /** The others in a direct conversation. */
  memberIds: readonly MemberId[];
  unread: number;
  mentions: number;
  /** A company has been let in. */
  shared: boolean;
  archived: boolean;
  /** The person asked not to be told of anything here. */
  silenced: boolean;
  hasDraft: boolean;
  lastMessageAt: number | null;
  section: string | null;
  /** Its place in its section; 0: below those that were given one, by name. */
  order: number;
}

export interface SidebarView {
  /** All with something unread, most urgent first; they are in their own section too. */
  unread: readonly SidebarItem[];
  /** Sections that the person made, in their order. */
  sections: readonly { name: string; items: readonly SidebarItem[] }[];
  channels: readonly SidebarItem[];
  /** Channels that a company has been let into. */
  shared: readonly SidebarItem[];
  directs: readonly SidebarItem[];
  /** They stand among the others only while something in them is unread. */
  archived: readonly SidebarItem[];
  /** Followed threads with something unread. */
  threadsUnread: number;
  activityUnread: number;
}

export interface ChannelView {
  channel: Channel;
  /** Null: not in it (a public channel that is only looked at). */
  standing: Standing | null;
  title: string;
  memberIds: readonly MemberId[];
  memberCount: number;
}

/** `missing`: not there, or not yours. */
export type Loadable<Value> =
  | { status: 'loading'; value: null; error: null }
  | { status: 'ready'; value: Value; error: null }
  | { status: 'missing'; value: null; error: null }
  | { status: 'error'; value: null; error: AtriumError };

interface RowBase {
  /** Stable for the row's life; a pending row keeps it when it becomes a message. */
  key: string;
}
export interface DayRow extends RowBase {
  type: 'day';
  /** Local midnight, milliseconds since 1970. */
  day: number;
}
/** The line above the first message that was unread when the conversation was opened. */
export interface NewRow extends RowBase {
  type: 'new';
}
export interface ThreadBadge {
  thread: Thread;
  /** Not counting deleted ones. */
  replies: number;
  unread: number;
  following: boolean;
}
export interface MessageRow extends RowBase {
  type: 'message';
  seq: Seq;
  /** As it now stands, with this person's own changes that are still on their way. */
  message: Message;
  /** Begins a group: show who and when. */
  first: boolean;
  /** Of a root in the channel's timeline with replies or flags. */
  badge: ThreadBadge | null;
  /** A change of one's own that is on its way, or that failed with a code; with the text that was refused, if there is one. */
  change: { kind: 'edit' | 'delete' | 'react'; failed: ErrorCode | null; refused: string | null } | null;
}
export interface SystemRow extends RowBase {
  type: 'system';
  seq: Seq;
  entry: UpdateEntry;
}
/** People who came or went, one right after the other: two entries or more, in order. */
export interface MembershipRow extends RowBase {
  type: 'membership';
  /** Of the last one. */
  seq: Seq;
  entries: readonly UpdateEntry[];
}
export interface PendingRow extends RowBase {
  type: 'pending';
  clientId: ClientId;
  body: string;
  action: boolean;
  at: number;
  authorId: MemberId;
  first: boolean;
  /** Waiting or on its way while null; the code when the server refused it. */
  failed: ErrorCode | null;
  /** Details of the refusal, such as until when one is muted and why. */
  error: AtriumError | null;
}
export type TimelineRow = DayRow | NewRow | MessageRow | SystemRow | MembershipRow | PendingRow;

export type Around = Seq | 'unread' | 'newest';

export interface TimelineView {
  status: 'loading' | 'ready' | 'missing' | 'error';
  error: AtriumError | null;
  rows: RowList;
  hasBefore: boolean;
  hasAfter: boolean;
  /** A page is being fetched at this end. */
  loadingBefore: boolean;
  loadingAfter: boolean;
  /** The first unread seq when the conversation was opened; null when all had been read. */
  newLineSeq: Seq | null;
  /** Scroll here: after opening or a jump. `token` differs for each request. */
  target: { seq: Seq; align: 'start' | 'center'; token: number } | null;
  highlightSeq: Seq | null;
  /** Unread messages below the window's end or below what was seen. */
  unread: number;
}

export interface Timeline extends TimelineView {
  loadBefore(): Promise<void>;
  loadAfter(): Promise<void>;
  /** Shows an entry with what is around it, and highlights it. */
  jumpTo(seq: Seq): Promise<void>;
  /** Back to the newest message. */
  jumpToNewest(): Promise<void>;
  /** The rows up to here have been on the screen: moves the read mark when the window is visible. */
  markSeen(seq: Seq): void;
  /** The reader is at this entry: of what is loaded, the furthest from it may go. */
  keepNear(seq: Seq): void;
  /** Takes the "new" line and the highlight away. */
  clearNewLine(): void;
}

export interface ThreadView {
  thread: Thread;
  root: Message;
  follow: FollowState | null;
  following: boolean;
  unread: number;
  replies: number;
  muted: boolean;
  pinned: boolean;
  locked: boolean;
  resolved: boolean;
}

/** A thread as a list shows it, kept up to date. */
export interface ThreadItem extends ThreadView {
  key: string;
  channelId: ChannelId;
  rootSeq: Seq;
  channelTitle: string;
  lastReply: ThreadSummary['lastReply'];
}

export interface Paged<Item> {
  items: readonly Item[];
  status: 'loading' | 'ready' | 'error';
  error: AtriumError | null;
  /** With an error: the list did not come anew, and is as it was. */
  isOld: boolean;
  hasMore: boolean;
  loadMore(): Promise<void>;
  reload(): Promise<void>;
}

export interface ActivityItem extends Activity {
  key: string;
  channelTitle: string;
}

export interface TypingView {
  memberIds: readonly MemberId[];
}

export interface PresenceView {
  state: 'online' | 'away' | 'offline';
  dnd: boolean;
}

export interface DraftView {
  body: string;
  /** Changes on its own only when another device changed the draft. */
  revision: number;
  set(body: string): void;
  clear(): void;
}

export interface UnreadTotals {
  /** Mentions, direct messages and replies: what the badge shows. */
  badge: number;
  /** Channels with anything unread. */
  channels: number;
  /** Followed threads with anything unread. */
  threads: number;
  activity: number;
}

/** Who outside the organisation reads along in a channel. */
export interface AudienceView {
  companies: readonly Company[];
}

/** Why this person is, or is not, told of something: said in plain words by the screen. */
export interface NoticeView {
  key: string;
  channelId: ChannelId;
  rootSeq: Seq | null;
  seq: Seq;
  author: Member | null;
  channelTitle: string;
  reason: NoticeReason;
  body: string;
}
