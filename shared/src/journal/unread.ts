/**
 * Unread is a subtraction, never a sum of increments: ordinals stand in the entries, the mark and the deletions after it
 * come from the server (`ReadState`, as of one entry), and later deletions are read off the journal.
 */
import type { MemberId } from '../ids.ts';
import type { Message, SeenEntry, ThreadFlags } from '../schema/entry.ts';
import type { NoticeReason, ReadState } from '../schema/own.ts';
import { isThreadMuted } from '../rules/place.ts';
import { isHidden } from './state.ts';

/** The read state as of `entry`, which follows `state.asOf`. Writing in a conversation reads it up to what one wrote. */
export function advanceReadState(state: ReadState, entry: SeenEntry, self: MemberId): ReadState {
  if (entry.seq <= state.asOf) return state;
  const next = { ...state, asOf: entry.seq };
  if (isHidden(entry)) return next;
  if (entry.kind === 'message.deleted') {
    const counted = entry.targetRootSeq === state.rootSeq && !entry.uncounted;
    if (counted && entry.target > state.markSeq) next.deletedAfter += 1;
    return next;
  }
  if (entry.kind !== 'message' || entry.rootSeq !== state.rootSeq) return next;
  next.headN = ordinal(entry);
  if (entry.moved) {
    if (entry.moved.wasDeleted && entry.rootSeq !== null) next.deletedAfter += 1;
    return next;
  }
  if (entry.authorId === self)
    Object.assign(next, { markSeq: entry.seq, markN: next.headN, deletedAfter: 0 });
  return next;
}

/** Which message of its conversation this is. */
export function ordinal(message: Message): number {
  return message.rootSeq === null ? message.n : message.rn;
}

export function unreadCount(state: ReadState, flags: ThreadFlags | null, now: number): number {
  if (flags && isThreadMuted(flags, now)) return 0;
  return Math.max(0, state.headN - state.markN - state.deletedAfter);
}

export interface NoticeContext {
  self: MemberId;
  direct: boolean;
  /** Does the reader follow the thread that the message is in, and is that thread muted for everybody? */
  following: boolean;
  threadMuted: boolean;
  online: boolean;
  level: 'all' | 'mentions' | 'nothing';
  keywords: readonly string[];
}

/** Why somebody is told of a message, or null when they are not. The strongest reason wins. */
export function noticeReasonFor(entry: Message, context: NoticeContext): NoticeReason | null {
  if (entry.authorId === context.self || entry.deletedAt !== null || entry.moved) return null;
  if (context.threadMuted || context.level === 'nothing') return null;
  if (entry.mentions.members.includes(context.self)) return 'mention';
  if (context.direct) return 'direct';
  if (entry.mentions.everyone === 'channel') return 'channel_mention';
  if (entry.mentions.everyone === 'here' && context.online) return 'here_mention';
  if (entry.rootSeq !== null && context.following) return 'reply';
  const body = entry.body.toLowerCase();
  if (context.keywords.some((keyword) => containsWord(body, keyword.toLowerCase()))) return 'keyword';
  return context.level === 'all' && entry.rootSeq === null ? 'all' : null;
}

function containsWord(body: string, word: string): boolean {
  const isWordCharacter = (character: string | undefined) =>
    character !== undefined && /[\p{L}\p{N}_]/u.test(character);
  for (let at = body.indexOf(word); at >= 0; at = body.indexOf(word, at + 1)) {
    if (!isWordCharacter(body[at - 1]) && !isWordCharacter(body[at + word.length])) return true;
  }
  return false;
}
