import { allowed, denied, type ParsedInput } from '@atrium/shared';
import { trusted } from 'mongoose';
import { plain } from '../core/command.ts';
import { memberModel, type MemberRow, toMember } from '../core/directory/model.ts';
import { after, byName, matching, type MemberFilter } from './by-name.ts';
import { isVisible, type Visible, visibleTo } from './visible.ts';

type Input = ParsedInput<'people.list'>;

export const list = plain('people.list', {
  allow: ({ actor }) => (actor.deactivated ? denied('deactivated') : allowed),
  run: async ({ core, actor }, input) => {
    const visible = await visibleTo(core, actor);
    const following = await after(core, input.cursor, (id) => isVisible(visible, id));
    const rows = await memberModel(core.db.connection)
      .find({ $and: [...conditionsFor(input, visible), ...following] })
      .sort(byName)
      .limit(input.limit + 1)
      .lean<MemberRow[]>();
    const page = rows.slice(0, input.limit);
    const last = rows.length > input.limit ? page.at(-1) : undefined;
    return { members: page.map(toMember), next: last?._id ?? null };
  },
});

function conditionsFor({ query, role, deactivated }: Input, visible: Visible): MemberFilter[] {
  return [
    { deactivatedAt: deactivated ? trusted({ $ne: null }) : null },
    ...(role === undefined ? [] : [{ role }]),
    ...(visible === 'everybody' ? [] : [{ _id: trusted({ $in: [...visible] }) }]),
    ...(query === '' ? [] : [matching(query)]),
  ];
}
