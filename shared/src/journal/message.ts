/** One message as updates leave it: what the reducer, the server's rows and a client's screen agree on. */
import type { MemberId } from '../ids.ts';
import type { Entry, Mentions, Message } from '../schema/entry.ts';

/** What an edit puts in a message. It travels beside the entry, never in it. */
export interface MessageText {
  body: string;
  mentions: Mentions;
}

/**
 * The message after an entry that names it: the same object when the entry is not newer than the row, or changes
 * something else. An edit without its text changes nothing: the text comes with the row.
 */
export function messageAfter(message: Message, entry: Entry, text?: MessageText): Message {
  if (entry.seq <= message.updatedSeq || !('target' in entry) || entry.target !== message.seq) return message;
  const change = changeOf(message, entry, text);
  return change === null ? message : { ...message, ...change, updatedSeq: entry.seq };
}

function changeOf(message: Message, entry: Entry, text: MessageText | undefined): Partial<Message> | null {
  switch (entry.kind) {
    case 'message.edited':
      return text === undefined ? null : { ...text, editedAt: entry.at };
    case 'message.deleted':
      return { ...emptied(message), deletedAt: entry.at };
    case 'message.reacted':
      return { reactions: withReaction(message, entry.emoji, entry.authorId, entry.on) };
    case 'message.pinned':
      return { pinnedAt: entry.at };
    case 'message.unpinned':
      return { pinnedAt: null };
    default:
      return null;
  }
}

/** The message's reactions with one person's on or off; people keep the order in which they reacted. */
export function withReaction(
  message: Message,
  emoji: string,
  memberId: MemberId,
  on: boolean,
): Message['reactions'] {
  const known = message.reactions.find((reaction) => reaction.emoji === emoji);
  if (!known) return on ? [...message.reactions, { emoji, memberIds: [memberId] }] : message.reactions;
  const others = known.memberIds.filter((id) => id !== memberId);
  const memberIds = on
    ? others.length === known.memberIds.length
      ? [...others, memberId]
      : known.memberIds
    : others;
  return message.reactions
    .map((reaction) => (reaction === known ? { emoji, memberIds } : reaction))
    .filter((reaction) => reaction.memberIds.length > 0);
}

/** What deletion takes out of a message's row: everything that its author put in. */
export function emptied(message: Message): Message {
  return {
    ...message,
    body: '',
    files: [],
    reactions: [],
    mentions: { members: [], everyone: null },
    pinnedAt: null,
  };
}
