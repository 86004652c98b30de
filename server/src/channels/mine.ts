import { canRead } from '@atrium/shared';
import type { CommandContext } from '../core/command.ts';
import type { Journal } from '../core/journal/types.ts';
import { placeIn } from '../core/place.ts';
import { channelIdsOf } from '../core/standings-of.ts';

/** The journals of the channels that a member is in: the projection says where to look, the journals whether it is so. */
export async function journalsOf({
  core,
  actor,
}: Pick<CommandContext, 'core' | 'actor'>): Promise<Journal[]> {
  const channelIds = await channelIdsOf(core.db.connection, actor.memberId);
  const opened = await Promise.all(channelIds.map((channelId) => core.journals.open(channelId)));
  return opened.filter((journal) => journal !== null).filter((journal) => isMine(journal, { core, actor }));
}

/** Is the member in the channel, and may they read it with what they came with? */
export function isMine(journal: Journal, { core, actor }: Pick<CommandContext, 'core' | 'actor'>): boolean {
  const place = placeIn(journal, actor, core.clock());
  return place.standing !== null && canRead(actor, place).ok;
}

/** The same, with rows as of their heads: marks, follows and activity that are read after this lack nothing. */
export async function projectedJournalsOf(
  asking: Pick<CommandContext, 'core' | 'actor'>,
): Promise<Journal[]> {
  const journals = await journalsOf(asking);
  await Promise.all(journals.map((journal) => journal.projected()));
  return journals;
}
