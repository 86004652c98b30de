/** What a timeline needs from around it. */
import type { ChannelId, MemberId, Seq } from '@atrium/shared';
import type { Timers } from '../net/timers.ts';
import type { Outbox } from './outbox.ts';
import type { ReadBook } from './reads.ts';
import type { ChannelRecord } from './record.ts';
import type { Around, Conversation, TimelineView } from './views.ts';
import { noRows } from './window.ts';

export interface FetchedPage {
  record: ChannelRecord;
  seqs: Seq[];
  /** What the record took in after this entry is to be added, when the page reaches the head. */
  completeTo: Seq;
  hasBefore: boolean;
  hasAfter: boolean;
}

export type PageRequest = { before: Seq } | { after: Seq } | { around: Around };

export interface TimelineOptions {
  conversation: Conversation;
  self: MemberId;
  outbox: Outbox;
  reads: ReadBook;
  timers: Timers;
  /**
   * Fetches a page, and answers with it and the channel's record, for whose position it was made fit; null when there is
   * no such conversation.
   */
  fetch: (conversation: Conversation, request: PageRequest) => Promise<FetchedPage | null>;
  record: (channelId: ChannelId) => ChannelRecord | undefined;
  /** Can pages be fetched? */
  live: () => boolean;
  /** Is the window in front of somebody? */
  visible: () => boolean;
  /** The rows up to here were seen. */
  seen: (conversation: Conversation, seq: Seq) => void;
}

export const emptyView: TimelineView = {
  status: 'loading',
  error: null,
  rows: noRows,
  hasBefore: false,
  hasAfter: false,
  loadingBefore: false,
  loadingAfter: false,
  newLineSeq: null,
  target: null,
  highlightSeq: null,
  unread: 0,
};
