/**
 * An independent reducer, written from the product's words and not from `shared/`: it replays a journal to what every
 * client should show at the end, and to who was in, muted or locked out at each seq.
 */
import { createHash } from 'node:crypto';
import type { LogEntry, Shown } from './history.ts';

interface ShownMessage {
  author: string;
  root: number | null;
  body: string;
  deleted: boolean;
  reactions: Set<string>;
}

/** One channel as of some seq. */
export interface ChannelAt {
  members: Map<string, { role: string; mutedUntil: number | null; visibleFrom: number }>;
  locked: Set<number>;
  /** Threads that were sent to another channel, or have not wholly come from one: nobody writes in them. */
  closed: Set<number>;
  messages: Map<number, ShownMessage>;
}

export function emptyChannel(): ChannelAt {
  return { members: new Map(), locked: new Set(), closed: new Set(), messages: new Map() };
}

export function replay(channel: ChannelAt, entry: LogEntry): void {
  if (entry.kind === 'message') {
    channel.messages.set(entry.seq, {
      author: entry.authorId,
      root: entry.rootSeq ?? null,
      // The row holds the text as it now stands: edits are in it already, deletions have emptied it.
      body: entry.body ?? '',
      deleted: entry.moved?.wasDeleted ?? false,
      reactions: new Set(entry.carried),
    });
    if (entry.moved && !entry.rootSeq) channel.closed.add(entry.seq);
  } else if (entry.standing) channel.members.set(entry.standing.memberId, entry.standing);
  else if (entry.kind === 'member.left' || entry.kind === 'member.removed')
    channel.members.delete(entry.memberId!);
  else if (entry.kind === 'thread.locked') channel.locked.add(entry.target!);
  else if (entry.kind === 'thread.unlocked') channel.locked.delete(entry.target!);
  else if (entry.kind === 'thread.moved') channel.closed.add(entry.target!);
  else if (entry.kind === 'thread.stayed') channel.closed.delete(entry.target!);
  else if (entry.kind === 'thread.arrived') {
    channel.closed.delete(entry.target!);
    if (entry.flags?.lockedAt) channel.locked.add(entry.target!);
  } else if (entry.kind === 'message.deleted') {
    const message = channel.messages.get(entry.target!);
    if (message) Object.assign(message, { deleted: true, body: '', reactions: new Set() });
  } else if (entry.kind === 'message.reacted') {
    const mark = `${entry.emoji} ${entry.authorId}`;
    const reactions = channel.messages.get(entry.target!)?.reactions;
    if (entry.on) reactions?.add(mark);
    else reactions?.delete(mark);
  }
}

/** The hash of what somebody is shown of a channel: clients compute theirs from their own state with this function. */
export function hashOf(seq: number, members: readonly string[], messages: readonly Shown[]): string {
  const hash = createHash('sha256').update(`${seq}\n${[...members].sort().join(' ')}\n`);
  for (const message of [...messages].sort((a, b) => a.seq - b.seq)) {
    hash.update(textOf(message));
  }
  return hash.digest('hex').slice(0, 24);
}

export function hashOfReplay(seq: number, channel: ChannelAt, visibleFrom: number): string {
  return hashOf(seq, [...channel.members.keys()], shownIn(channel, visibleFrom));
}

function shownIn(channel: ChannelAt, visibleFrom: number): Shown[] {
  return [...channel.messages]
    .filter(([at]) => at >= visibleFrom)
    .map(([at, message]) => ({ seq: at, ...message, reactions: [...message.reactions] }));
}

const textOf = (message: Shown) => JSON.stringify({ ...message, reactions: [...message.reactions].sort() });

/** The first messages that are shown otherwise than a replay has them, in words. */
export function differences(shown: readonly Shown[], channel: ChannelAt, visibleFrom: number): string {
  const expected = new Map(shownIn(channel, visibleFrom).map((message) => [message.seq, textOf(message)]));
  const found = new Map(shown.map((message) => [message.seq, textOf(message)]));
  return [...new Set([...expected.keys(), ...found.keys()])]
    .filter((seq) => expected.get(seq) !== found.get(seq))
    .slice(0, 3)
    .map((seq) => `${found.get(seq) ?? 'nothing'} and not ${expected.get(seq) ?? 'nothing'}`)
    .join('; ');
}
