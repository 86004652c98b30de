import type { Actor, ChannelSummary } from '@atrium/shared';
import { countMentions, countUnread, readNewestActivity } from '../activity/count.ts';
import { toReader } from '../activity/rows.ts';
import type { CommandContext } from '../core/command.ts';
import type { Journal } from '../core/journal/types.ts';
import { isMine } from './mine.ts';
import { preferencesOf } from '../preferences/model.ts';
import { loadChannelMark, loadMarks, type Marks, toReadState } from '../reads/read-state.ts';

type Asking = Pick<CommandContext, 'core' | 'actor'>;

/** Channels as one member's side bar shows them, each as of its journal's head. @param journals projected */
export async function channelSummaries(
  { core, actor }: Asking,
  journals: readonly Journal[],
): Promise<ChannelSummary[]> {
  const { connection } = core.db;
  const { memberId } = actor;
  const [marks, preferences, newest] = await Promise.all([
    loadMarks(connection, memberId),
    preferencesOf(connection, memberId),
    readNewestActivity(connection, memberId, journals),
  ]);
  const { byChannel } = await countUnread(core, toReader(actor, journals, marks, preferences), newest);
  const summaries = await Promise.all(
    journals.map((journal) => toSummary(journal, actor, marks, () => byChannel.get(journal.channelId) ?? 0)),
  );
  // Reading took a while: what is sent is allowed as of now.
  const still = new Set(
    journals.filter((journal) => isMine(journal, { core, actor })).map(({ channelId }) => channelId),
  );
  return summaries.filter(({ channel }) => still.has(channel.id));
}

export async function channelSummary({ core, actor }: Asking, journal: Journal): Promise<ChannelSummary> {
  const { connection } = core.db;
  await journal.projected();
  const marks = await loadChannelMark(connection, actor.memberId, journal.channelId);
  return toSummary(journal, actor, marks, (read) => {
    const standing = journal.standing(actor.memberId);
    return standing ? countMentions(connection, journal, standing, read) : 0;
  });
}

/** @param mentionsOf how many unread mentions there are */
export async function toSummary(
  journal: Journal,
  { memberId }: Actor,
  marks: Marks,
  mentionsOf: (read: ChannelSummary['read']) => number | Promise<number>,
): Promise<ChannelSummary> {
  const standing = journal.standing(memberId);
  const read = await toReadState(journal, standing, null, marks);
  const mentions = await mentionsOf(read);
  const { channel, standings, epoch } = journal.state;
  return {
    channel,
    standing,
    position: { epoch, seq: read.asOf },
    read,
    mentions,
    lastMessageAt: journal.lastMessageAt,
    memberCount: standings.size,
  };
}
