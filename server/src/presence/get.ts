import { allowed } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { isVisible, visibleTo } from '../people/visible.ts';

export const get = plain('presence.get', {
  allow: () => allowed,
  run: async ({ core, actor }, { memberIds }) => {
    const visible = await visibleTo(core, actor);
    return { presence: await core.presence.get(memberIds.filter((id) => isVisible(visible, id))) };
  },
});
