import { allowed, canRead, type CommandResult, limits, type ParsedInput } from '@atrium/shared';
import { type CommandContext, plain } from '../core/command.ts';
import { placeIn } from '../core/place.ts';
import { sharedAnswer } from '../core/shared-answers.ts';

type Wanted = ParsedInput<'channel.sync'>['positions'][number];
type Answer = CommandResult<'channel.sync'>['channels'][number];

/** Journals that are asked at once: everybody comes back at the same moment after a node died. */
const atOnce = 16;
/** Over all channels of one answer; where more is missing, the client asks again. */
const entriesMax = 2 * limits.catchUpEntriesMax;

export const sync = plain('channel.sync', {
  // Each channel is asked for itself: those that the actor may not read are `gone`.
  allow: () => allowed,
  run: async (context, { positions }) => {
    const channels: Answer[] = [];
    let entries = 0;
    for (let from = 0; from < positions.length; from += atOnce) {
      const isFull = entries >= entriesMax;
      const some = await Promise.all(
        positions.slice(from, from + atOnce).map((wanted) => answer(context, wanted, isFull)),
      );
      for (const one of some) if (one.state === 'rest') entries += one.entries.length;
      channels.push(...some);
    }
    return { channels };
  },
});

async function answer(
  { core, actor, now }: CommandContext,
  wanted: Wanted,
  isFull: boolean,
): Promise<Answer> {
  const { channelId, position } = wanted;
  const journal = await core.journals.open(channelId);
  if (!journal) return { channelId, state: 'gone' };
  const place = placeIn(journal, actor, now);
  if (!canRead(actor, place).ok) return { channelId, state: 'gone' };
  const { epoch, seq } = journal.state;
  if (isFull && position.epoch === epoch && position.seq < seq) {
    return { channelId, state: 'rest', epoch, entries: [], messages: [], threads: [], more: true };
  }
  const visibleFrom = place.standing?.visibleFrom ?? 1;
  const read = async () => ({ channelId, ...(await journal.after(position, { visibleFrom })) });
  const key = `after ${position.epoch} ${position.seq}`;
  const rest = await (visibleFrom === 1 && position.seq < seq ? sharedAnswer(journal, key, read) : read());
  // Reading may have brought in newer entries, the actor's removal among them: what is sent is allowed as of all of them.
  const since = placeIn(journal, actor, now);
  if (!canRead(actor, since).ok) return { channelId, state: 'gone' };
  if ((since.standing?.visibleFrom ?? 1) !== visibleFrom) return { channelId, state: 'reset' };
  return rest;
}
