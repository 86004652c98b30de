import { canChangeChannel } from '@atrium/shared';
import { append } from '../core/command.ts';
import { changesOf } from './changes.ts';

export const setPolicy = append('channel.set_policy', {
  allow: ({ actor, place }) => canChangeChannel(actor, place, 'channel.set_policy'),
  entry: ({ place }, { postingPolicy, slowModeMs }) => {
    const set = changesOf(place.channel, { postingPolicy, slowModeMs });
    return set && { kind: 'channel.policy_set', set };
  },
});
