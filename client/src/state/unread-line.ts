/** Where the "new" line of a conversation stands. */
import type { MemberId, Message, Seq } from '@atrium/shared';
import type { ReadBook } from './reads.ts';
import type { ChannelRecord } from './record.ts';
import type { Conversation } from './views.ts';

/** The first message of others after the mark, as of now; null when all has been read. */
export function firstUnread(
  seqs: Iterable<Seq>,
  record: ChannelRecord,
  conversation: Conversation,
  { reads, self }: { reads: ReadBook; self: MemberId },
): Seq | null {
  const state = reads.state(conversation);
  if (!state || reads.unread(conversation) === 0) return null;
  for (const seq of seqs) {
    const message = seq > state.markSeq ? record.journal.messages.get(seq) : undefined;
    if (message && isByOthers(message, conversation, self)) return seq;
  }
  return null;
}

function isByOthers(message: Message, { rootSeq }: Conversation, self: MemberId): boolean {
  return message.authorId !== self && message.deletedAt === null && message.rootSeq === rootSeq;
}

/** The first message of others among entries that came live. */
export function firstByOthers(
  entries: readonly { seq: Seq }[],
  record: ChannelRecord,
  conversation: Conversation,
  self: MemberId,
): Seq | null {
  const messages = entries.map(({ seq }) => record.journal.messages.get(seq));
  return messages.find((message) => message && isByOthers(message, conversation, self))?.seq ?? null;
}
