import { canChangeChannel } from '@atrium/shared';
import { append } from '../core/command.ts';

export const archive = append('channel.archive', {
  allow: ({ actor, place }) => canChangeChannel(actor, place, 'channel.archive'),
  entry: ({ now }) => ({ kind: 'channel.archived', set: { archivedAt: now } }),
});
