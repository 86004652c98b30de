/**
 * Who is told of a message, and who follows its thread from then on: as things stand when it is projected. Made again from
 * nothing much later, it would tell those who are there by then; all other rows come out the same.
 */
import {
  type ChannelId,
  type Entry,
  isThreadMuted,
  type MemberId,
  type Message,
  type NoticeReason,
  type Seq,
  workspaceScopes,
  type WorkspaceRole,
} from '@atrium/shared';
import type { ChannelJournal } from './channel-journal.ts';
import { type ActivityRow, everyone, type FollowRow } from './models.ts';
import type { Plan, Write } from './plan.ts';
import type { Taken } from './row.ts';

export interface ActivitySources {
  follows(channelId: ChannelId, rootSeqs: readonly Seq[]): Promise<FollowRow[]>;
  roles(memberIds: readonly MemberId[]): Promise<ReadonlyMap<MemberId, WorkspaceRole>>;
}

const mentionReasons = ['mention', 'channel_mention', 'here_mention'];

/**
 * Whom a thread's replies are told to, as the entries of the plan go by: rows of the database, then what they change. A
 * row is written after what was told up to its `asOf`: earlier replies, projected once more, tell nobody by it.
 */
type Followers = Map<Seq, Map<MemberId, Pick<FollowRow, 'following' | 'asOf'>>>;

export async function planActivity(
  plan: Plan,
  journal: ChannelJournal,
  items: readonly Taken[],
  sources: ActivitySources,
): Promise<void> {
  const { channelId, state } = journal;
  const isDirect = state.channel.kind === 'direct';
  const telling = items.filter(({ entry }) => tells(entry, isDirect));
  // Most messages are told to nobody: they are not looked at twice.
  if (telling.length === 0) return;
  const messages = await messagesOf(journal, telling);
  const changed = changedTargets(telling);
  if (changed.length > 0) goneWrites(plan, channelId, changed, messages);
  const followers = await loadFollowers(journal, telling, sources);
  const roles = await sources.roles(strangersConcerned(journal, messages, followers));
  for (const { entry, asPosted } of telling) {
    const message = messages.get(entry.kind === 'message' ? entry.seq : 'target' in entry ? entry.target : 0);
    if (!message || message.moved || (entry.kind !== 'message' && entry.kind !== 'message.edited')) continue;
    const isMuted = asPosted?.isThreadMuted;
    const reasons = await reasonsFor(journal, message, isMuted, roles, followers);
    for (const [memberId, reason] of reasons) plan.activity.push(toRow(channelId, message, memberId, reason));
    if (entry.kind === 'message' && message.rootSeq !== null) {
      const posted = asPosted ? { ...message, mentions: asPosted.mentions, deletedAt: null } : message;
      const then = await reasonsFor(journal, posted, isMuted, roles, followers);
      await follow(plan, journal, message, message.rootSeq, then, followers);
    }
  }
}

/** May somebody be told of it, or follow from it? */
export function tells(entry: Entry, isDirect: boolean): boolean {
  if (entry.kind === 'message.edited' || entry.kind === 'message.deleted') return true;
  // What was moved here was told where it was said.
  if (entry.kind !== 'message' || entry.moved) return false;
  const { members, everyone: all } = entry.mentions;
  return isDirect || entry.rootSeq !== null || members.length > 0 || all !== null;
}

/** As they stand now: what was deleted meanwhile is told to nobody. */
async function messagesOf({ rows }: ChannelJournal, items: readonly Taken[]): Promise<Map<Seq, Message>> {
  const messages = new Map<Seq, Message>();
  for (const { entry } of items) if (entry.kind === 'message') messages.set(entry.seq, entry);
  const changed = changedTargets(items);
  for (const [seq, message] of changed.length > 0 ? await rows.messages(changed) : [])
    messages.set(seq, message);
  return messages;
}

function changedTargets(items: readonly Taken[]): Seq[] {
  return items.flatMap(({ entry }) =>
    entry.kind === 'message.deleted' || entry.kind === 'message.edited' ? [entry.target] : [],
  );
}

/** Nobody is told of what was deleted, nor of a mention that was taken out again, nor of a reply that mentions them. */
function goneWrites(
  plan: Plan,
  channelId: ChannelId,
  changed: readonly Seq[],
  messages: Map<Seq, Message>,
): void {
  for (const seq of new Set(changed)) {
    const message = messages.get(seq);
    const filter =
      !message || message.deletedAt !== null
        ? { channelId, seq }
        : { channelId, seq, reason: { $in: mentionReasons }, memberId: { $nin: mentionedKeys(message) } };
    plan.activityGone.push({ deleteMany: { filter } });
    // Who is mentioned now was told of a reply, or of both at once where they were projected together: the mention stands.
    const named = message?.mentions.members ?? [];
    if (named.length > 0) {
      const asReply = { channelId, seq, reason: 'reply', memberId: { $in: named } };
      plan.activityGone.push({ deleteMany: { filter: asReply } });
    }
  }
}

function mentionedKeys({ mentions }: Message): string[] {
  return mentions.everyone === null ? mentions.members : [...mentions.members, everyone];
}

/** People who are not in the channel, and may be told nevertheless where it is public. */
function strangersConcerned(
  { state }: ChannelJournal,
  messages: Map<Seq, Message>,
  followers: Followers,
): MemberId[] {
  if (state.channel.kind !== 'public') return [];
  const mentioned = [...messages.values()].flatMap(({ mentions }) => mentions.members);
  const following = [...followers.values()].flatMap((known) => [...known.keys()]);
  return [...new Set([...mentioned, ...following])].filter((id) => !state.standings.has(id));
}

async function reasonsFor(
  journal: ChannelJournal,
  message: Message,
  /** Was its thread muted when it was written? Undefined when that is not known: then it counts as it is now. */
  wasMuted: boolean | undefined,
  roles: ReadonlyMap<MemberId, WorkspaceRole>,
  followers: Followers,
): Promise<Map<MemberId | typeof everyone, NoticeReason>> {
  const { state } = journal;
  const reasons = new Map<MemberId | typeof everyone, NoticeReason>();
  const { authorId, mentions, rootSeq, at } = message;
  if (message.deletedAt !== null) return reasons;
  const thread = rootSeq === null ? null : await journal.thread(rootSeq);
  if (wasMuted ?? (thread !== null && isThreadMuted(thread.flags, at))) return reasons;
  const first = rootSeq ?? message.seq;
  /** A mention tells nothing to somebody who may not read what it stands in. */
  const reads = (id: MemberId) => {
    const standing = state.standings.get(id);
    if (standing) return first >= standing.visibleFrom;
    const role = roles.get(id);
    return role !== undefined && workspaceScopes(role).has('channel.browse');
  };
  for (const id of mentions.members) if (id !== authorId && reads(id)) reasons.set(id, 'mention');
  if (state.channel.kind === 'direct') {
    for (const id of state.standings.keys())
      if (id !== authorId && !reasons.has(id)) reasons.set(id, 'direct');
  }
  if (mentions.everyone !== null) reasons.set(everyone, `${mentions.everyone}_mention`);
  for (const [id, { following, asOf }] of followers.get(rootSeq ?? 0) ?? []) {
    if (following && asOf <= message.seq && id !== authorId && !reasons.has(id) && reads(id))
      reasons.set(id, 'reply');
  }
  return reasons;
}

function toRow(
  channelId: ChannelId,
  { seq, rootSeq, at, authorId }: Message,
  memberId: ActivityRow['memberId'],
  reason: NoticeReason,
): ActivityRow {
  return { channelId, memberId, seq, rootSeq, reason, at, authorId };
}

async function loadFollowers(
  journal: ChannelJournal,
  items: readonly Taken[],
  sources: ActivitySources,
): Promise<Followers> {
  const followers: Followers = new Map();
  for (const { entry } of items) {
    if (entry.kind === 'message' && entry.rootSeq !== null) followers.set(entry.rootSeq, new Map());
  }
  if (followers.size === 0) return followers;
  for (const row of await sources.follows(journal.channelId, [...followers.keys()])) {
    followers.get(row.rootSeq)?.set(row.memberId, row);
  }
  const roots = await journal.messages([...followers.keys()]);
  for (const { entry } of items) {
    // Whoever began the discussion hears of its first reply.
    if (entry.kind !== 'message' || entry.rootSeq === null || entry.rn !== 1) continue;
    const starter = roots.get(entry.rootSeq)?.authorId;
    const known = followers.get(entry.rootSeq);
    if (starter && known && !known.has(starter)) known.set(starter, { following: true, asOf: entry.seq });
  }
  return followers;
}

async function follow(
  plan: Plan,
  { channelId, rows }: ChannelJournal,
  reply: Message,
  rootSeq: Seq,
  reasons: ReadonlyMap<ActivityRow['memberId'], NoticeReason>,
  followers: Followers,
): Promise<void> {
  const known = followers.get(rootSeq);
  if (reply.rn === 1) {
    const starter = (await rows.messages([rootSeq])).get(rootSeq)?.authorId;
    if (starter && starter !== reply.authorId)
      plan.follows.push(begin(channelId, rootSeq, starter, 'started', reply.seq));
  }
  plan.follows.push(again(channelId, rootSeq, reply));
  const began = { following: true, asOf: reply.seq };
  if ((known?.get(reply.authorId)?.asOf ?? 0) < reply.seq) known?.set(reply.authorId, began);
  for (const [memberId, reason] of reasons) {
    if (reason !== 'mention' || memberId === everyone) continue;
    plan.follows.push(begin(channelId, rootSeq, memberId, 'mentioned', reply.seq));
    plan.reads.push(unreadFrom(channelId, rootSeq, memberId, reply));
    if (!known?.has(memberId)) known?.set(memberId, began);
  }
}

/** Only when the person has never followed, or stopped following, the thread. */
function begin(
  channelId: ChannelId,
  rootSeq: Seq,
  memberId: MemberId,
  why: FollowRow['why'],
  asOf: Seq,
): Write {
  const update = { $setOnInsert: { following: true, why, asOf } };
  return { updateOne: { filter: { channelId, rootSeq, memberId }, update, upsert: true } };
}

/** Writing in a thread follows it, also after one had stopped. */
function again(channelId: ChannelId, rootSeq: Seq, { authorId, seq }: Message): Write {
  const filter = { channelId, rootSeq, memberId: authorId, asOf: { $lt: seq } };
  return {
    updateOne: { filter, update: { $set: { following: true, why: 'replied', asOf: seq } }, upsert: true },
  };
}

/** For somebody who was mentioned in a long thread, what was said before is not news. */
function unreadFrom(channelId: ChannelId, rootSeq: Seq, memberId: MemberId, { seq, rn }: Message): Write {
  const update = { $setOnInsert: { markSeq: seq - 1, markN: rn - 1, asOf: seq - 1 } };
  return { updateOne: { filter: { channelId, rootSeq, memberId }, update, upsert: true } };
}
