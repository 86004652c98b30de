import { allowed, AtriumError, denied, type MemberId, type ParsedInput } from '@atrium/shared';
import { type QueryFilter, trusted } from 'mongoose';
import { plain } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import { memberModel, type MemberRow, toMember, toNameKey } from '../core/directory/model.ts';
import { isVisible, type Visible, visibleTo } from './visible.ts';

type Input = ParsedInput<'people.list'>;
type Filter = QueryFilter<MemberRow>;

const cursorProblem = { path: ['cursor'], problem: 'not one of ours' };

export const list = plain('people.list', {
  allow: ({ actor }) => (actor.deactivated ? denied('deactivated') : allowed),
  run: async ({ core, actor }, input) => {
    const visible = await visibleTo(core, actor);
    const rows = await memberModel(core.db.connection)
      .find({ $and: [...conditionsFor(input, visible), ...(await after(core, input.cursor, visible))] })
      .sort({ nameKey: 1, _id: 1 })
      .limit(input.limit + 1)
      .lean<MemberRow[]>();
    const page = rows.slice(0, input.limit);
    const last = rows.length > input.limit ? page.at(-1) : undefined;
    return { members: page.map(toMember), next: last?._id ?? null };
  },
});

function conditionsFor({ query, role, deactivated }: Input, visible: Visible): Filter[] {
  return [
    { deactivatedAt: deactivated ? trusted({ $ne: null }) : null },
    ...(role === undefined ? [] : [{ role }]),
    ...(visible === 'everybody' ? [] : [{ _id: trusted({ $in: [...visible] }) }]),
    ...(query === '' ? [] : [matching(query)]),
  ];
}

/** The words of a name that begin so, or the handle: the text is searched as it is, its signs mean nothing. */
function matching(query: string): Filter {
  const text = toNameKey(query).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return {
    $or: [
      { nameKey: trusted({ $regex: `(^|\\s)${text}` }) },
      { handle: trusted({ $regex: `^${text.replace(/^@/, '')}` }) },
    ],
  };
}

/** What follows that member in the list, wherever the name has moved to since. */
async function after(core: Core, cursor: string | undefined, visible: Visible): Promise<Filter[]> {
  if (cursor === undefined) return [];
  // A guest must not learn from a cursor that somebody exists, nor between which names they stand.
  const mayKnow = isVisible(visible, cursor as MemberId);
  const last = mayKnow ? await memberModel(core.db.connection).findById(cursor).lean<MemberRow>() : null;
  if (last === null) throw new AtriumError('invalid_input', { details: { fields: [cursorProblem] } });
  const { nameKey, _id } = last;
  return [{ $or: [{ nameKey: trusted({ $gt: nameKey }) }, { nameKey, _id: trusted({ $gt: _id }) }] }];
}
