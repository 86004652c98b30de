/** The server's whole answer: first, after a reconnect, or because it asked for it. */
import {
  type ChannelId,
  type ChannelSummary,
  type CommandResult,
  isHidden,
  noFlags,
  type Position,
} from '@atrium/shared';
import { keyOf } from './conversation.ts';
import { takeOwn } from './own-state.ts';
import { ChannelRecord } from './record.ts';
import { since } from './tail.ts';
import type { Workspace } from './workspace.ts';

type Load = CommandResult<'workspace.load'>;

/** @param asked where each channel was here when the server was asked; null when nothing has arrived here since then */
export function takeLoad(
  workspace: Workspace,
  load: Load,
  asked: ReadonlyMap<ChannelId, Position> | null,
): void {
  const { book, pages, sync, members, drafts } = workspace;
  members.put(load.members, load.companies);
  takeOwn(workspace, load);
  const mine = new Set(load.channels.map(({ channel }) => channel.id));
  // Into what the server had not been asked about somebody may have come while it answered.
  const isGone = (id: ChannelId) => !mine.has(id) && !pages.isWatched(id) && (asked?.has(id) ?? true);
  for (const { id } of [...book.all()]) if (isGone(id)) book.forget(id);
  const added = load.channels.flatMap((summary) => putSummary(workspace, summary) ?? []);
  takeConcerns(workspace, load, asked ?? new Map());
  // What arrived for them meanwhile is told by what concerns this person.
  for (const record of added) sync.adopt(record);
  drafts.putAll(load.drafts, load.serverTime);
}

/** One channel that was made or entered a moment ago. */
export function takeSummary(workspace: Workspace, summary: ChannelSummary): void {
  const added = putSummary(workspace, summary);
  workspace.reads.put([summary.read]);
  if (added) workspace.sync.adopt(added);
}

/** Answers the record if there was none. */
function putSummary({ book, sync, self }: Workspace, summary: ChannelSummary): ChannelRecord | null {
  const known = book.get(summary.channel.id);
  if (!known) {
    const record = new ChannelRecord(self, summary);
    book.put(record);
    return record;
  }
  const { epoch, seq } = known.position;
  if (epoch !== summary.position.epoch || seq < summary.position.seq) sync.fetch(known);
  if (seq === summary.position.seq) known.memberCount = summary.memberCount;
  return null;
}

/**
 * What concerns this person in their channels. Its parts were read one after the other: all that is certain is that they
 * are as of where the channels were when it was asked for, or newer.
 */
function takeConcerns(workspace: Workspace, load: Load, asked: ReadonlyMap<ChannelId, Position>): void {
  const { book, reads, activity, self } = workspace;
  const asOf = new Map(
    load.channels.map(({ channel: { id }, position }) => {
      const before = asked.get(id);
      return [id, before?.epoch === position.epoch ? Math.min(before.seq, position.seq) : position.seq];
    }),
  );
  const muted = new Map(load.mutedThreads.map((thread) => [keyOf(thread), thread.flags]));
  for (const follow of load.follows) {
    const known = follow.following ? book.get(follow.channelId)?.flags : undefined;
    const flags = muted.get(keyOf(follow));
    if (flags || !known?.has(follow.rootSeq)) known?.set(follow.rootSeq, flags ?? noFlags);
  }
  reads.putAllFollows(load.follows, asOf);
  reads.put(load.channels.map(({ read }) => read));
  reads.putThreads(load.threadReads, asOf);
  activity.replace(load.activity, asOf);
  for (const [channelId, seq] of asOf) {
    const record = book.get(channelId);
    for (const entry of record ? since(record, seq) : []) {
      if (!record || isHidden(entry)) continue;
      if (entry.kind === 'message' && entry.authorId === self && !entry.moved) reads.wrote(record, entry);
      if (entry.kind === 'message.deleted') activity.remove(channelId, entry.target);
    }
  }
}
