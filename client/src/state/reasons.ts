import { type Message, type NoticeContext, noticeReasonFor, type NoticeReason } from '@atrium/shared';
import { conversationOf } from './conversation.ts';
import type { ChannelRecord } from './record.ts';
import type { Workspace } from './workspace.ts';

/** Why a message concerns this person here and now, by their own settings; null when it does not. */
export function reasonFor(
  workspace: Workspace,
  record: ChannelRecord,
  message: Message,
): NoticeReason | null {
  const { preferences, env } = workspace;
  const { keywords } = preferences.all;
  const level = preferences.level(record.id);
  return reason(workspace, record, message, { online: env.page.visible(), level, keywords });
}

/** Why it counts on the channel's badge: as the server counts, whatever this device may tell of. */
export function countedReasonFor(
  workspace: Workspace,
  record: ChannelRecord,
  message: Message,
): NoticeReason | null {
  return reason(workspace, record, message, { online: true, level: 'mentions', keywords: [] });
}

function reason(
  workspace: Workspace,
  record: ChannelRecord,
  message: Message,
  told: Pick<NoticeContext, 'online' | 'level' | 'keywords'>,
): NoticeReason | null {
  const { channel } = record.journal;
  const { rootSeq } = message;
  return noticeReasonFor(message, {
    self: workspace.self,
    direct: channel.kind === 'direct',
    following: rootSeq !== null && workspace.reads.isFollowing(conversationOf(record.id, rootSeq)),
    threadMuted: rootSeq !== null && record.isThreadMuted(rootSeq, message.at),
    ...told,
  });
}
