import type { MemberId } from '@atrium/shared';
import { trusted } from 'mongoose';
import type { Core } from '../core/core.ts';
import { memberModel } from '../core/directory/model.ts';
import { byName, type MemberFilter } from '../people/by-name.ts';

/** Beyond so many, all members are read by name and those who are not among them passed over. */
const namedAtOnceMax = 1_000;

/** The first `count` of them by name, of those who meet the conditions. */
export async function membersByName(
  { db }: Pick<Core, 'db'>,
  among: { readonly size: number; has(id: MemberId): boolean; keys(): Iterable<MemberId> },
  conditions: readonly MemberFilter[],
  count: number,
  atOnceMax = namedAtOnceMax,
): Promise<MemberId[]> {
  const few = among.size <= atOnceMax;
  const all = [...(few ? [{ _id: trusted({ $in: [...among.keys()] }) }] : []), ...conditions];
  const rows = memberModel(db.connection)
    .find(all.length > 0 ? { $and: all } : {}, { _id: 1 })
    .sort(byName)
    .lean<{ _id: MemberId }>();
  const found: MemberId[] = [];
  for await (const { _id } of few ? rows.limit(count).cursor() : rows.cursor({ batchSize: 2 * count })) {
    if (among.has(_id)) found.push(_id);
    if (found.length === count) break;
  }
  return found;
}
