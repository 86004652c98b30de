import { allowed, limits } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { drafts, toDraft } from './model.ts';

export const list = plain('draft.list', {
  allow: () => allowed,
  run: async ({ core, actor }) => {
    const rows = await drafts(core.db.connection)
      .find({ memberId: actor.memberId })
      .sort({ updatedAt: -1 })
      .limit(limits.draftsPerMember)
      .lean();
    return { drafts: rows.map(toDraft) };
  },
});
