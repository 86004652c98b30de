import { canUse, firstDenial, isUnmuted } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { loadConversation } from '../core/place.ts';

export const typingSet = plain('typing.set', {
  load: loadConversation,
  // Who may not post is not seen typing.
  allow: ({ actor }, _input, { place }) =>
    firstDenial(
      () => canUse(actor, place, 'message.post'),
      () => isUnmuted(place),
    ),
  run: async ({ core, actor }, { channelId, rootSeq }) => {
    core.presence.typing(channelId, rootSeq, actor.memberId);
    return {};
  },
});
