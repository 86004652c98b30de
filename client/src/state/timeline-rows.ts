/** Where the rows of one timeline come from: the channel's record, one's own marks, one's own unsent changes. */
import type { Seq, Thread } from '@atrium/shared';
import { conversationOf } from './conversation.ts';
import type { Overlay } from './overlay.ts';
import type { ReadBook } from './reads.ts';
import type { ChannelRecord } from './record.ts';
import type { RowSource } from './rows.ts';
import type { TimelineOptions } from './timeline-types.ts';
import type { Conversation, ThreadBadge } from './views.ts';

export function rowSource(
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
