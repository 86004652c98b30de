import { AtriumError, canRead } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { loadPlace } from '../core/place.ts';

export const watch = plain('channel.watch', {
  load: (context, { channelId }) => loadPlace(context, channelId),
  allow: ({ actor }, _input, { place }) => canRead(actor, place),
  run: async ({ core, connection }, _input, { journal }) => {
    if (!connection) throw new AtriumError('invalid_input');
    return { position: core.delivery.watch(connection, journal) };
  },
});
