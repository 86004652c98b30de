/**
 * What a stretch of a journal makes of the rows, as absolute writes guarded by seqs: written twice, or by two nodes, they
 * come to the same. Taken from memory at once; only rows that are not in memory are read.
 */
import {
  type ChannelId,
  type MemberId,
  ordinal,
  type Seq,
  type Standing,
  threadChangedBy,
  versionOfKind,
} from '@atrium/shared';
import type { Document } from 'mongodb';
import { planActivity, type ActivitySources } from './activity-plan.ts';
import type { ChannelJournal } from './channel-journal.ts';
import type { Plan, Write } from './plan.ts';
import { optionalFields, presentFields, type Taken } from './row.ts';

export async function planProjection(journal: ChannelJournal, sources: ActivitySources): Promise<Plan> {
  const { head, channelId, rows } = journal;
  const { state, recent } = head;
  const items = recent.after(recent.projectedSeq);
  const moves = movesIn(items);
  const plan: Plan = {
    to: state.seq,
    messages: [],
    standings: standingWrites(channelId, moves),
    threads: [],
    follows: [],
    reads: readWrites(channelId, items),
    activityGone: [],
    activity: [],
    moves: moveWrites(channelId, items),
    texts: textWrites(channelId, items),
    channel: channelWrite(journal, items),
    entered: [...moves].flatMap(([memberId, { present, moved }]) => (moved && present ? [memberId] : [])),
    left: [...moves].flatMap(([memberId, { present, moved }]) => (moved && !present ? [memberId] : [])),
  };
  const targets = new Set<Seq>();
  const roots = new Set<Seq>();
  for (const { entry } of items) {
    if (entry.kind.startsWith('message.') && 'target' in entry) targets.add(entry.target);
    const root = threadChangedBy(entry);
    if (root !== null) roots.add(root);
  }
  const release = recent.hold();
  try {
    if (targets.size > 0) plan.messages = await messageWrites(journal, [...targets]);
    for (const rootSeq of roots) {
      const thread = await rows.thread(rootSeq);
      if (!thread) continue;
      const key = { channelId, rootSeq };
      plan.threads.push(guarded(key, { ...thread }, thread.updatedSeq));
    }
    await planActivity(plan, journal, items, sources);
  } finally {
    release();
  }
  return plan;
}

/** Sets a row to what it was as of `updatedSeq`, unless it is newer already; makes it when it is not there. */
function guarded(key: Document, row: Document, updatedSeq: Seq): Write {
  return {
    updateOne: {
      filter: { updatedSeq: { $lt: updatedSeq }, ...key },
      update: { $set: { updatedSeq, ...without(row, key) } },
      upsert: true,
    },
  };
}

/** An upsert takes the key from its filter; naming it in both is an error. */
function without(row: Document, key: Document): Document {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !(name in key) && name !== 'updatedSeq'));
}

async function messageWrites({ channelId, rows }: ChannelJournal, targets: readonly Seq[]): Promise<Write[]> {
  const messages = await rows.messages(targets);
  return [...messages.values()].map((message) => {
    const { seq, body, updatedSeq } = message;
    const present = presentFields(message);
    const absent = optionalFields.filter((field) => !(field in present));
    const update: Document = { $set: { body, updatedSeq, ...present } };
    if (absent.length > 0) update['$unset'] = Object.fromEntries(absent.map((field) => [field, '']));
    return { updateOne: { filter: { channelId, seq, updatedSeq: { $lt: updatedSeq } }, update } };
  });
}

/**
 * An edited body has its place in the message's own row and leaves the entry. A title's row is made from entries: the
 * newest one keeps it, those before lose it.
 */
function textWrites(channelId: ChannelId, items: readonly Taken[]): Write[] {
  const writes: Write[] = [];
  const edited: Seq[] = [];
  const titled = new Map<Seq, Seq>();
  for (const { entry } of items) {
    if (entry.kind === 'thread.titled') titled.set(entry.target, entry.seq);
    else if (entry.kind === 'message.edited') edited.push(entry.seq);
  }
  const update = { $unset: { text: '' } };
  if (edited.length > 0) writes.push({ updateMany: { filter: { channelId, seq: { $in: edited } }, update } });
  for (const [lane, seq] of titled) {
    const filter = { channelId, lane, seq: { $lt: seq }, kind: 'thread.titled' };
    writes.push({ updateMany: { filter, update } });
  }
  return writes;
}

/** A thread that was sent away is to be taken there, by whoever finds the row; of one that stayed there is nothing to do. */
function moveWrites(channelId: ChannelId, items: readonly Taken[]): Write[] {
  const last = new Map<Seq, { fenceSeq: Seq; at: number; done: boolean }>();
  for (const { entry } of items) {
    if (entry.kind !== 'thread.moved' && entry.kind !== 'thread.stayed') continue;
    last.set(entry.target, { fenceSeq: entry.seq, at: entry.at, done: entry.kind === 'thread.stayed' });
  }
  return [...last].map(([rootSeq, row]) => ({
    updateOne: {
      filter: { channelId, rootSeq, fenceSeq: { $lt: row.fenceSeq } },
      update: { $set: row },
      upsert: true,
    },
  }));
}

const nobody = { role: 'member', mutedUntil: 0, muteReason: '', visibleFrom: 1, joinedSeq: 0 };

interface Move {
  seq: Seq;
  present: boolean;
  standing: Standing | null;
  /** Came in or went out, and did not just change. */
  moved: boolean;
}

/** What became of each member's standing. */
function movesIn(items: readonly Taken[]): Map<MemberId, Move> {
  const moves = new Map<MemberId, Move>();
  for (const { entry } of items) {
    if ('standing' in entry) {
      const { standing, kind, seq } = entry;
      const came = kind === 'member.joined' || kind === 'member.added';
      const moved = came || (moves.get(standing.memberId)?.moved ?? false);
      moves.set(standing.memberId, { seq, present: true, standing, moved });
    } else if (entry.kind === 'member.left' || entry.kind === 'member.removed') {
      const standing = moves.get(entry.memberId)?.standing ?? null;
      moves.set(entry.memberId, { seq: entry.seq, present: false, standing, moved: true });
    }
  }
  return moves;
}

function standingWrites(channelId: ChannelId, moves: ReadonlyMap<MemberId, Move>): Write[] {
  return [...moves].map(([memberId, { seq, present, standing }]) => {
    const { memberId: _memberId, ...fields } = standing ?? { memberId };
    const update: Document = { $set: { present, updatedSeq: seq, ...fields } };
    if (!standing) update['$setOnInsert'] = nobody;
    return { updateOne: { filter: { channelId, memberId, updatedSeq: { $lt: seq } }, update, upsert: true } };
  });
}

/** Writing somewhere reads it up to there; whoever comes in has read what was there before. */
function readWrites(channelId: ChannelId, items: readonly Taken[]): Write[] {
  const last = new Map<string, { rootSeq: number; memberId: MemberId; markSeq: Seq; markN: number }>();
  for (const { entry } of items) {
    if (entry.kind === 'message' && entry.moved) continue;
    if (entry.kind === 'message') {
      const rootSeq = entry.rootSeq ?? 0;
      const mark = { rootSeq, memberId: entry.authorId, markSeq: entry.seq, markN: ordinal(entry) };
      last.set(`${rootSeq} ${entry.authorId}`, mark);
    } else if (entry.kind === 'member.joined' || entry.kind === 'member.added') {
      const { memberId } = entry.standing;
      last.set(`0 ${memberId}`, { rootSeq: 0, memberId, markSeq: entry.seq, markN: entry.n });
    }
  }
  return [...last.values()].map(({ rootSeq, memberId, markSeq, markN }) => ({
    updateOne: {
      filter: { channelId, rootSeq, memberId, asOf: { $lt: markSeq } },
      update: { $set: { markSeq, markN, asOf: markSeq } },
      upsert: true,
    },
  }));
}

function channelWrite({ channelId, head }: ChannelJournal, items: readonly Taken[]): Write {
  const { state } = head;
  const { id: _id, ...channel } = state.channel;
  const row: Document = {
    projectedSeq: state.seq,
    headN: state.n,
    headAt: head.at,
    lastMessageAt: head.lastMessageAt,
    lastMovedSeq: head.lastMovedSeq,
    memberCount: state.standings.size,
    ...channel,
  };
  if (channel.kind === 'direct') row['directKey'] = channel.directMemberIds.join(',');
  const filter = { _id: channelId as unknown as Document, projectedSeq: { $lt: state.seq } };
  const update: Document = { $set: row };
  const version = items.reduce((newest, { entry }) => Math.max(newest, versionOfKind(entry.kind)), 1);
  if (version > 1) update['$max'] = { entryVersion: version };
  return { updateOne: { filter, update, upsert: true } } as Write;
}
