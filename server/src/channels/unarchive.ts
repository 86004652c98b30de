import { canUnarchive } from '@atrium/shared';
import { append } from '../core/command.ts';

export const unarchive = append('channel.unarchive', {
  allow: ({ actor, place }) => canUnarchive(actor, place),
  entry: ({ place }) =>
    place.channel.archivedAt === null ? null : { kind: 'channel.unarchived', set: { archivedAt: null } },
});
