import { AtriumError, canSee, canSeeMessage, type ChannelId, type Message, type Seq } from '@atrium/shared';
import type { CommandContext } from './command.ts';
import { demand, type Here, loadPlace } from './place.ts';

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
  demand(canSeeMessage(context.actor, here.place, message));
  return { ...here, message };
}
