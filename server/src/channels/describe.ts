import { canChangeChannel } from '@atrium/shared';
import { append } from '../core/command.ts';
import { changesOf } from './changes.ts';

export const describe = append('channel.describe', {
  allow: ({ actor, place }) => canChangeChannel(actor, place, 'channel.describe'),
  entry: ({ place }, { topic, purpose }) => {
    const set = changesOf(place.channel, { topic, purpose });
    return set && { kind: 'channel.described', set };
  },
});
