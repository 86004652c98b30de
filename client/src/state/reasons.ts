import { isThreadMuted, type Message, noFlags, noticeReasonFor, type NoticeReason } from '@atrium/shared';
import { conversationOf } from './conversation.ts';
import type { ChannelRecord } from './record.ts';
import type { Workspace } from './workspace.ts';

/** Why a message concerns this person, by the rules that the server counts with; null when it does not. */
export function reasonFor(
  workspace: Workspace,
  record: ChannelRecord,
  message: Message,
): NoticeReason | null {
  const { self, reads, preferences, env } = workspace;
  const { channel, threads } = record.journal;
  const { rootSeq } = message;
  const flags = rootSeq === null ? noFlags : (threads.get(rootSeq)?.flags ?? noFlags);
  return noticeReasonFor(message, {
    self,
    direct: channel.kind === 'direct',
    following: rootSeq !== null && reads.isFollowing(conversationOf(record.id, rootSeq)),
    threadMuted: isThreadMuted(flags, workspace.serverNow()),
    online: env.page.visible(),
    level: preferences.level(record.id),
    keywords: preferences.all.keywords,
  });
}
