import { allowed, canSeeMessage } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { demandRead, loadPlace } from '../core/place.ts';

export const pins = plain('message.pins', {
  load: (context, { channelId }) => loadPlace(context, channelId),
  // What is allowed is what `loadPlace` found: the channel can be read.
  allow: () => allowed,
  run: async (context, _input, { journal, place }) => {
    const pinned = await journal.pinnedMessages();
    const visibleFrom = place.standing?.visibleFrom ?? 1;
    const messages = await journal.messages([...pinned].filter((seq) => seq >= visibleFrom));
    const since = demandRead(context, journal);
    const seen = [...messages.values()].filter((message) => canSeeMessage(context.actor, since, message).ok);
    return { messages: seen.toSorted((a, b) => (b.pinnedAt ?? 0) - (a.pinnedAt ?? 0) || b.seq - a.seq) };
  },
});
