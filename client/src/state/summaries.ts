import type { ChannelSummary } from '@atrium/shared';
import { conversationOf } from './conversation.ts';
import type { ChannelRecord } from './record.ts';
import type { Workspace } from './workspace.ts';

/** A channel as it stands here, in the shape in which the server tells of one; null while its marks are not known. */
export function summaryOf({ reads, activity }: Workspace, record: ChannelRecord): ChannelSummary | null {
  const read = reads.state(conversationOf(record.id, null));
  if (!read) return null;
  const { journal, standing, position, lastMessageAt, memberCount } = record;
  return {
    channel: journal.channel,
    standing,
    position,
    read: { ...read, asOf: position.seq },
    mentions: activity.unreadIn(record.id),
    lastMessageAt,
    memberCount,
  };
}
