import { canPost } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { loadConversation } from '../core/place.ts';

export const typingSet = plain('typing.set', {
  load: async (context, input) => {
    const here = await loadConversation(context, input);
    const thread = input.rootSeq === null ? null : await here.journal.thread(input.rootSeq);
    return { ...here, flags: thread?.flags ?? null };
  },
  // Who may not post is not seen typing. That they may not post this soon again, or to everybody, is not asked.
  allow: ({ actor }, { rootSeq }, { place, flags }) =>
    canPost(actor, place, { rootSeq, flags, mentions: { members: [], everyone: null }, lastPostAt: 0 }),
  run: async ({ core, actor }, { channelId, rootSeq }) => {
    core.presence.typing(channelId, rootSeq, actor.memberId);
    return {};
  },
});
