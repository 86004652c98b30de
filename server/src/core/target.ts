import { AtriumError, canSee, canSeeMessage, type ChannelId, type Message, type Seq } from '@atrium/shared';
import type { CommandContext } from './command.ts';
import { demand, type Here, loadPlace, placeIn } from './place.ts';

export interface HereWithMessage extends Here {
  message: Message;
}

/** A message that the actor may see. @throws {AtriumError} `not_found` */
export async function loadMessage(
  context: CommandContext,
  { channelId, seq }: { channelId: ChannelId; seq: Seq },
): Promise<HereWithMessage> {
  const here = await loadPlace(context, channelId);
  demand(canSee(context.actor, here.place, seq));
  const message = (await here.journal.messages([seq])).get(seq);
  if (!message) throw new AtriumError('not_found');
  // Reading may have brought in newer entries, the actor's removal among them: it is allowed as of all of them.
  const place = placeIn(here.journal, context.actor, context.now);
  demand(canSeeMessage(context.actor, place, message));
  return { journal: here.journal, place, message };
}
