/** Lists of people by name, and how a typed text finds somebody in them. */
import { AtriumError, type MemberId } from '@atrium/shared';
import { type QueryFilter, trusted } from 'mongoose';
import type { Core } from '../core/core.ts';
import { memberModel, type MemberRow, toNameKey } from '../core/directory/model.ts';

export type MemberFilter = QueryFilter<MemberRow>;

export const byName = { nameKey: 1, _id: 1 } as const;

const cursorProblem = { path: ['cursor'], problem: 'not one of ours' };

/** The words of a name that begin so, or the handle: the text is searched as it is, its signs mean nothing. */
export function matching(query: string): MemberFilter {
  const text = toNameKey(query).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return {
    $or: [
      { nameKey: trusted({ $regex: `(^|\\s)${text}` }) },
      { handle: trusted({ $regex: `^${text.replace(/^@/, '')}` }) },
    ],
  };
}

/**
 * What follows that member in the list, wherever the name has moved to since.
 * @param mayKnow nobody must learn from a cursor that somebody exists, nor between which names they stand
 * @throws {AtriumError} `invalid_input`
 */
export async function after(
  core: Pick<Core, 'db'>,
  cursor: string | undefined,
  mayKnow: (id: MemberId) => boolean,
): Promise<MemberFilter[]> {
  if (cursor === undefined) return [];
  const id = cursor as MemberId;
  const last = mayKnow(id) ? await memberModel(core.db.connection).findById(id).lean<MemberRow>() : null;
  if (last === null) throw new AtriumError('invalid_input', { details: { fields: [cursorProblem] } });
  const { nameKey, _id } = last;
  return [{ $or: [{ nameKey: trusted({ $gt: nameKey }) }, { nameKey, _id: trusted({ $gt: _id }) }] }];
}
