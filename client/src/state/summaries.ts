import type { ChannelSummary } from '@atrium/shared';
import { conversationOf } from './conversation.ts';
import type { ChannelRecord } from './record.ts';
import type { Workspace } from './workspace.ts';

/** How many unread things in a channel concern this person. */
export function mentionsIn({ mentions, reads }: Workspace, record: ChannelRecord): number {
  const conversation = conversationOf(record.id, null);
  return mentions.count(record.id, reads.state(conversation)?.markSeq ?? 0, reads.unread(conversation));
}

/** A channel as it stands here, in the shape in which the server tells of one; null while its marks are not known. */
export function summaryOf(workspace: Workspace, record: ChannelRecord): ChannelSummary | null {
  const read = workspace.reads.state(conversationOf(record.id, null));
  if (!read) return null;
  const { journal, standing, position, lastMessageAt, memberCount } = record;
  return {
    channel: journal.channel,
    standing,
    position,
    read: { ...read, asOf: position.seq },
    mentions: mentionsIn(workspace, record),
    lastMessageAt,
    memberCount,
  };
}
