/**
 * What entries mean to this member, as the server's projection of them decides: which threads they follow from then on,
 * how far they have read, and what concerns them. One entry after the other: a reply is told to those who followed before it.
 */
import { isHidden, type Message, type Seq } from '@atrium/shared';
import type { ChannelRecord, RecordChange } from './record.ts';
import { countedReasonFor } from './reasons.ts';
import type { Workspace } from './workspace.ts';

/** Answers the threads that began before this client did, and of which only the server can say what follows. */
export function takeEntries(
  workspace: Workspace,
  record: ChannelRecord,
  { fresh, quiet, rows }: RecordChange,
): Set<Seq> {
  const { reads, activity } = workspace;
  const unknown = new Set<Seq>();
  const edited = new Set<Seq>();
  for (const entry of fresh) {
    if (isHidden(entry)) continue;
    if (entry.kind === 'message') takeMessage(workspace, record, entry, quiet.has(entry.seq), unknown);
    else if (entry.kind === 'message.edited') edited.add(entry.target);
    else if (entry.kind === 'message.deleted') {
      reads.advance(record, entry.targetRootSeq, entry);
      activity.remove(record.id, entry.target);
    }
  }
  for (const row of rows) if (edited.has(row.seq)) takeEdited(workspace, record, row);
  return unknown;
}

function takeMessage(
  workspace: Workspace,
  record: ChannelRecord,
  message: Message,
  quiet: boolean,
  unknown: Set<Seq>,
): void {
  const { reads, activity, self } = workspace;
  const { rootSeq, rn, seq, at, authorId } = message;
  // It was news where it was said; who follows it here, and what of it is unread, the server tells each by themselves.
  if (message.moved) return reads.advance(record, rootSeq, message);
  const isOwn = authorId === self;
  if (rootSeq !== null && rn === 1 && !isOwn) {
    const isMine = record.isOwnRoot(rootSeq);
    if (isMine === null) unknown.add(rootSeq);
    else if (isMine) reads.started(record, message, rootSeq);
  }
  let reason = quiet ? null : countedReasonFor(workspace, record, message);
  if (rootSeq !== null && isOwn) {
    reads.replied(record, message, rootSeq);
    if (!record.knowsFlagsOf(rootSeq)) unknown.add(rootSeq);
  }
  if (rootSeq !== null && reason === 'mention') {
    if (record.knowsFlagsOf(rootSeq)) reads.mentioned(record, message, rootSeq);
    else {
      reason = null;
      unknown.add(rootSeq);
    }
  }
  reads.advance(record, rootSeq, message);
  if (reason !== null) activity.add([{ channelId: record.id, rootSeq, seq, at, reason }]);
}

/** A mention may have been put in or taken out: what is left is a reply to who followed. Nobody begins to follow by it. */
function takeEdited(workspace: Workspace, record: ChannelRecord, row: Message): void {
  const { activity, reads } = workspace;
  if (row.moved) return;
  const { rootSeq, seq, at } = row;
  const quiet = rootSeq !== null && record.isThreadMuted(rootSeq, at);
  const reason = countedReasonFor(workspace, record, row);
  const isNamed = reason !== null && reason !== 'reply';
  const known = activity.get(record.id, seq);
  const place = { channelId: record.id, rootSeq, seq, at };
  if (!isNamed && known?.reason.endsWith('mention')) {
    const follow = rootSeq === null ? null : reads.follow({ channelId: record.id, rootSeq });
    if (reason === 'reply' && !quiet && follow && follow.asOf <= seq) activity.add([{ ...place, reason }]);
    else activity.remove(record.id, seq);
  } else if (isNamed && !quiet && (!known || known.reason === 'reply')) activity.add([{ ...place, reason }]);
}
