import { AtriumError, canChangeChannel } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { digestOf } from '../core/digest.ts';
import { demand, loadPlace, placeIn } from '../core/place.ts';
import { claimName, releaseName } from './names.ts';

/** Not declared as appending: a name is claimed before the entry, and the old one given back after it. */
export const rename = plain('channel.rename', {
  load: (context, { channelId }) => loadPlace(context, channelId),
  allow: ({ actor }, _input, { place }) => canChangeChannel(actor, place, 'channel.rename'),
  run: async ({ core, actor, now }, input, { journal }) => {
    const { channelId, clientId, name } = input;
    await claimName(core, name, channelId);
    let previous = name;
    try {
      const result = await journal.append({
        authorId: actor.memberId,
        clientId,
        digest: digestOf('channel.rename', input),
        decide: (state, head) => {
          demand(canChangeChannel(actor, placeIn(head, actor, now), 'channel.rename'));
          previous = state.channel.name;
          return previous === name ? null : { kind: 'channel.renamed', set: { name } };
        },
      });
      if (result.changed && previous !== name) await releaseName(core, previous, channelId);
      return result;
    } catch (error) {
      // What may still land keeps its claim; where it does not, the claim dies by itself.
      const isFinal = error instanceof AtriumError && !error.retryable;
      if (isFinal && journal.state.channel.name !== name) await releaseName(core, name, channelId);
      throw error;
    }
  },
});
