/** The rows of one timeline, and where they come from: the channel's record, one's own marks, one's own unsent changes. */
import type { Seq, Thread } from '@atrium/shared';
import { conversationOf } from './conversation.ts';
import type { Overlay } from './overlay.ts';
import { pendingRows, waitingFor } from './pending.ts';
import type { ReadBook } from './reads.ts';
import type { ChannelRecord } from './record.ts';
import type { RowList } from './row-list.ts';
import { type Carry, noCarry, type RowSource } from './rows.ts';
import type { TimelineOptions } from './timeline-types.ts';
import type { Conversation, ThreadBadge, TimelineView } from './views.ts';
import { rowListOf, type TimelineWindow } from './window.ts';

interface Shown {
  window: TimelineWindow;
  /** Null before anything was loaded. */
  record: ChannelRecord | null;
  overlays: ReadonlyMap<Seq, Overlay>;
  view: Pick<TimelineView, 'status' | 'hasAfter' | 'newLineSeq'>;
}

/** What is loaded, and after the newest of it what waits to be sent; before anything is loaded, only that. */
export function rowsOf(conversation: Conversation, options: TimelineOptions, shown: Shown): RowList {
  const { record, view, overlays } = shown;
  const known = record ?? options.record(conversation.channelId);
  const waiting = (before: Carry) =>
    pendingRows(waitingFor(known, options.outbox, conversation), conversation, options.self, before);
  if (!record || view.status !== 'ready') return rowListOf([waiting(noCarry)]);
  const source = rowSource(record, conversation, options, { newLineSeq: view.newLineSeq, overlays });
  return shown.window.rows(source, view.hasAfter ? () => [] : waiting);
}

function rowSource(
  record: ChannelRecord,
  { channelId, rootSeq }: Conversation,
  { self, reads }: Pick<TimelineOptions, 'self' | 'reads'>,
  { newLineSeq, overlays }: { newLineSeq: Seq | null; overlays: ReadonlyMap<Seq, Overlay> },
): RowSource {
  const { messages, threads } = record.journal;
  return {
    self,
    newLineSeq,
    message: (seq) => messages.get(seq),
    shown: (seq) => record.shown.get(seq),
    badge: (seq) => {
      const thread = rootSeq === null ? threads.get(seq) : undefined;
      return thread ? badgeOf(thread, conversationOf(channelId, seq), reads) : null;
    },
    change: (seq) => overlays.get(seq) ?? null,
  };
}

function badgeOf(thread: Thread, conversation: Conversation, reads: ReadBook): ThreadBadge {
  return {
    thread,
    replies: thread.lastRn - thread.deletedReplies,
    unread: reads.unread(conversation),
    following: reads.isFollowing(conversation),
  };
}
