import type { ReadActions } from '../actions-types.ts';
import { conversationOf } from '../conversation.ts';
import type { Session } from '../session.ts';
import type { Conversation } from '../views.ts';

export function readActions(session: Session): ReadActions {
  const headOf = ({ channelId, rootSeq }: Conversation) => {
    const journal = session.current().book.get(channelId)?.journal;
    return (
      (rootSeq === null ? journal?.seq : journal?.threads.get(rootSeq)?.lastReplySeq) ?? journal?.seq ?? 0
    );
  };
  const markRead = (conversation: Conversation, seq = headOf(conversation)) =>
    session.current().marks.markRead(conversation, seq);
  return {
    markRead,
    markUnread: (conversation, seq) => session.current().marks.markUnread(conversation, seq),
    async markAllRead() {
      const { reads } = session.current();
      const unread = [...reads.all()].filter((state) => reads.unread(state) > 0);
      for (const { channelId, rootSeq } of unread) await markRead(conversationOf(channelId, rootSeq));
    },
    async markActivityRead() {
      const upTo = session.current().serverNow();
      await session.env.connection.command('activity.mark_read', { upTo });
      session.current().activity.clear(upTo);
    },
  };
}
