import { allowed } from '@atrium/shared';
import { plain } from '../core/command.ts';

export const set = plain('presence.set', {
  allow: () => allowed,
  run: async ({ core, actor, connection }, { state }) => {
    if (connection) core.presence.set(actor.memberId, connection.id, state);
    return {};
  },
});
