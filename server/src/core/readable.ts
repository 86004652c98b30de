import { type Actor, canSee, canSeeMessage, type ChannelId, type Message, type Seq } from '@atrium/shared';
import type { Core } from './core.ts';
import { groupBy } from './group-by.ts';
import { placeIn } from './place.ts';

/**
 * The messages that these places name and that the actor may see now, keyed `channelId/seq`. What one may no longer see
 * is left out: lists of places (saved, activity, followed threads) outlive the right to read them.
 */
export async function readableMessages(
  core: Core,
  actor: Actor,
  now: number,
  places: readonly { channelId: ChannelId; seq: Seq }[],
): Promise<Map<string, Message>> {
  const byChannel = groupBy(places, (place) => place.channelId);
  const found = new Map<string, Message>();
  await Promise.all(
    [...byChannel].map(async ([channelId, wanted]) => {
      const journal = await core.journals.open(channelId);
      if (!journal) return;
      const place = placeIn(journal, actor, now);
      const visible = wanted.filter(({ seq }) => canSee(actor, place, seq).ok);
      if (visible.length === 0) return;
      const messages = await journal.messages(visible.map(({ seq }) => seq));
      // Reading may have brought in newer entries, the actor's removal among them.
      const since = placeIn(journal, actor, now);
      for (const [seq, message] of messages)
        if (canSeeMessage(actor, since, message).ok) found.set(`${channelId}/${seq}`, message);
    }),
  );
  return found;
}
