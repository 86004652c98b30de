import { canSee } from '@atrium/shared';
import type { Core } from '../core/core.ts';
import { groupBy } from '../core/group-by.ts';
import type { ActivityRow } from '../core/journal/models.ts';
import { placeIn } from '../core/place.ts';
import type { ActivityReader } from './rows.ts';

/**
 * Those rows whose messages their member may see now, in the order given. A row outlives the right to read what it is
 * about: of a channel that was lost, or of before one's history in it, it would be counted for good and shown never.
 */
export async function stillSeen(
  core: Pick<Core, 'journals' | 'clock'>,
  { actor, journals }: ActivityReader,
  rows: readonly ActivityRow[],
): Promise<ActivityRow[]> {
  if (rows.length === 0) return [];
  const known = new Map(journals.map((journal) => [journal.channelId, journal]));
  const seen = new Set<ActivityRow>();
  await Promise.all(
    [...groupBy(rows, ({ channelId }) => channelId)].map(async ([channelId, theirs]) => {
      const journal = known.get(channelId) ?? (await core.journals.open(channelId));
      if (!journal) return;
      const place = placeIn(journal, actor, core.clock());
      for (const row of theirs) if (canSee(actor, place, row.rootSeq ?? row.seq).ok) seen.add(row);
    }),
  );
  return rows.filter((row) => seen.has(row));
}
