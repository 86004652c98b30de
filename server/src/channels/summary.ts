import { canRead, type ChannelSummary, type MemberId } from '@atrium/shared';
import { countUnread } from '../activity/count.ts';
import { loadReader } from '../activity/rows.ts';
import type { CommandContext } from '../core/command.ts';
import { standingModel } from '../core/journal/models.ts';
import type { Journal } from '../core/journal/types.ts';
import { placeIn } from '../core/place.ts';
import { loadMarks, toReadState } from '../reads/read-state.ts';

type Asking = Pick<CommandContext, 'core' | 'actor'>;

/** Channels as one member's side bar shows them, each as of its journal's head. */
export async function channelSummaries(
  { core, actor }: Asking,
  journals: readonly Journal[],
): Promise<ChannelSummary[]> {
  const { connection } = core.db;
  await Promise.all(journals.map((journal) => journal.projected()));
  const marks = await loadMarks(
    connection,
    actor.memberId,
    journals.map(({ channelId }) => channelId),
  );
  const { byChannel } = await countUnread(connection, await loadReader(connection, actor, marks));
  return Promise.all(
    journals.map(async (journal): Promise<ChannelSummary> => {
      const standing = journal.standing(actor.memberId);
      const read = await toReadState(journal, standing, null, marks);
      const { channel, standings, epoch } = journal.state;
      return {
        channel,
        standing,
        position: { epoch, seq: read.asOf },
        read,
        mentions: byChannel.get(channel.id) ?? 0,
        lastMessageAt: journal.lastMessageAt,
        memberCount: standings.size,
      };
    }),
  );
}

export async function channelSummary(asking: Asking, journal: Journal): Promise<ChannelSummary> {
  const [summary] = await channelSummaries(asking, [journal]);
  if (!summary) throw new Error('no summary of a channel that is there');
  return summary;
}

/** The journals of the channels that a member is in: the projection says where to look, the journals whether it is so. */
export async function journalsOf({ core, actor }: Asking): Promise<Journal[]> {
  const rows = await standingModel(core.db.connection)
    .find({ memberId: actor.memberId satisfies MemberId, present: true })
    .lean();
  const opened = await Promise.all(rows.map(({ channelId }) => core.journals.open(channelId)));
  return opened.filter(
    (journal): journal is Journal =>
      journal !== null &&
      journal.standing(actor.memberId) !== null &&
      canRead(actor, placeIn(journal, actor, core.clock())).ok,
  );
}
