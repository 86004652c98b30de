import { canInWorkspace, type Member } from '@atrium/shared';
import { type QueryFilter, trusted } from 'mongoose';
import { plain } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import { fromCursor, toCursor } from '../core/cursor.ts';
import { memberModel, type MemberRow, toMember, toNameKey } from '../core/directory/model.ts';

const suggestionsMax = 3;

/** Who came in without an address, each with the members of the same name: they are probably the same people. */
export const placeholders = plain('people.placeholders', {
  allow: ({ actor }) => canInWorkspace(actor, 'workspace.manage'),
  run: async ({ core }, { query, matched, cursor, limit }) => {
    const model = memberModel(core.db.connection);
    const text = toNameKey(query).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const conditions: QueryFilter<MemberRow>[] = [
      { kind: 'placeholder', mergedInto: matched ? trusted({ $ne: null }) : null },
    ];
    if (text !== '')
      conditions.push({
        $or: [
          { nameKey: trusted({ $regex: `(^|\\s)${text}` }) },
          { handle: trusted({ $regex: `^${text}` }) },
        ],
      });
    const last = await model.findById(fromCursor(cursor, 1)?.[0] ?? '').lean<MemberRow>();
    if (last) {
      const { nameKey, _id } = last;
      conditions.push({
        $or: [{ nameKey: trusted({ $gt: nameKey }) }, { nameKey, _id: trusted({ $gt: _id }) }],
      });
    }
    const rows = await model
      .find({ $and: conditions })
      .sort({ nameKey: 1, _id: 1 })
      .limit(limit + 1)
      .lean<MemberRow[]>();
    const page = rows.slice(0, limit);
    const suggest = matched ? () => [] : await loadSuggestions(core, page);
    return {
      placeholders: page.map((row) => ({ placeholder: toMember(row), suggestions: suggest(row) })),
      next: rows.length > limit ? toCursor(page.at(-1)!._id) : null,
    };
  },
});

/** By the whole name, and by the handle. */
async function loadSuggestions(
  core: Core,
  page: readonly MemberRow[],
): Promise<(row: MemberRow) => Member[]> {
  const rows = await memberModel(core.db.connection)
    .find({
      kind: 'person',
      deactivatedAt: null,
      $or: [
        { nameKey: trusted({ $in: page.map(({ nameKey }) => nameKey) }) },
        { handle: trusted({ $in: page.map(wantedHandle) }) },
      ],
    })
    .limit(page.length * suggestionsMax)
    .lean<MemberRow[]>();
  return (placeholder) =>
    rows
      .filter(
        ({ nameKey, handle }) => nameKey === placeholder.nameKey || handle === wantedHandle(placeholder),
      )
      .slice(0, suggestionsMax)
      .map(toMember);
}

/** Where the handle was taken, the import has put a mark behind it (import/people.ts). */
function wantedHandle({ handle }: MemberRow): string {
  return handle.replace(/-[0-9a-f]{6}$/, '');
}
