import type { ChannelId, Seq } from '@atrium/shared';
import type { Conversation } from './views.ts';

/** A conversation as a key of maps and stores. */
export type ConversationKey = `${ChannelId}/${number}`;

export function keyOf({ channelId, rootSeq }: Conversation): ConversationKey {
  return `${channelId}/${rootSeq ?? 0}`;
}

export function sameConversation(a: Conversation, b: Conversation): boolean {
  return a.channelId === b.channelId && a.rootSeq === b.rootSeq;
}

export function conversationOf(channelId: ChannelId, rootSeq: Seq | null): Conversation {
  return { channelId, rootSeq };
}
