import { allowed } from '@atrium/shared';
import { plain } from '../core/command.ts';

export const unwatch = plain('channel.unwatch', {
  // Hearing less of a channel needs no right to it, and tells nothing about it.
  allow: () => allowed,
  run: async ({ core, connection }, { channelId }) => {
    if (connection) core.delivery.unwatch(connection, channelId);
    return {};
  },
});
