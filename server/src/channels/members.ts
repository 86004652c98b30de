import { allowed, type MemberId } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { fromCursor, toCursor } from '../core/cursor.ts';
import { loadPlace } from '../core/place.ts';

export const members = plain('channel.members', {
  load: (context, { channelId }) => loadPlace(context, channelId),
  // What is allowed is what `loadPlace` found.
  allow: () => allowed,
  run: async (_context, { cursor, limit }, { journal }) => {
    const after = fromCursor(cursor, 1)?.[0] ?? '';
    const { standings } = journal.state;
    const ids = [...standings.keys()].filter((id) => id > after).toSorted();
    const page = ids.slice(0, limit);
    const last: MemberId | undefined = page.at(-1);
    return {
      standings: page.flatMap((id) => standings.get(id) ?? []),
      next: ids.length > limit && last !== undefined ? toCursor(last) : null,
    };
  },
});
