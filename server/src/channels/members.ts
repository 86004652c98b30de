import { allowed } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { loadPlace } from '../core/place.ts';
import { after, matching } from '../people/by-name.ts';
import { membersByName } from './members-by-name.ts';

export const members = plain('channel.members', {
  load: (context, { channelId }) => loadPlace(context, channelId),
  // What is allowed is what `loadPlace` found.
  allow: () => allowed,
  run: async ({ core }, { query, memberId, cursor, limit }, { journal }) => {
    const { standings } = journal.state;
    if (memberId !== undefined) {
      const standing = standings.get(memberId);
      return { standings: standing ? [standing] : [], next: null };
    }
    const following = await after(core, cursor, (id) => standings.has(id));
    const conditions = [...following, ...(query === '' ? [] : [matching(query)])];
    const ids = await membersByName(core, standings, conditions, limit + 1);
    const page = ids.slice(0, limit);
    return {
      standings: page.flatMap((id) => standings.get(id) ?? []),
      next: ids.length > limit ? (page.at(-1) ?? null) : null,
    };
  },
});
