import { canFollow } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { loadRoot, setFollow } from './follow.ts';

export const unfollow = plain('thread.unfollow', {
  load: loadRoot,
  allow: ({ actor }, _input, { place, root }) => canFollow(actor, place, root),
  run: async ({ core, actor }, { rootSeq }, { journal }) => ({
    follow: await setFollow(core, actor.memberId, journal, rootSeq, false),
  }),
});
