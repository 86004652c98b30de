import type { Message, ThreadFlags } from '../schema/entry.ts';
import { type Actor, canSee, canUse, hasScope, isPostingOpen, isUnmuted, type Place } from './place.ts';
import { allowed, denied, firstDenial, type Verdict } from './verdict.ts';

/** Pin, lock or mute a thread, or undo it. */
export function canModerateThread(
  actor: Actor,
  place: Place,
  root: Message,
  scope: 'thread.pin' | 'thread.lock' | 'thread.mute',
): Verdict {
  return firstDenial(
    () => canSee(actor, place, root.seq),
    () => canUse(actor, place, scope),
  );
}

/** Who may write in a thread may say that it is done, or that it is not. */
export function canResolve(actor: Actor, place: Place, root: Message, flags: ThreadFlags): Verdict {
  return firstDenial(
    () => canSee(actor, place, root.seq),
    () => canUse(actor, place, 'thread.resolve'),
    () => isUnmuted(place),
    () =>
      flags.lockedAt === null || hasScope(actor, place, 'thread.post_locked')
        ? allowed
        : denied('thread_locked'),
    () => isPostingOpen(actor, place),
  );
}

export function canTitle(actor: Actor, place: Place, root: Message, flags: ThreadFlags): Verdict {
  const own = root.authorId === actor.memberId;
  return firstDenial(
    () => canSee(actor, place, root.seq),
    () => canUse(actor, place, own ? 'thread.title_own' : 'thread.title_any'),
    () => isUnmuted(place),
    () =>
      flags.lockedAt === null || hasScope(actor, place, 'thread.post_locked')
        ? allowed
        : denied('thread_locked'),
  );
}

export function canFollow(actor: Actor, place: Place, root: Message): Verdict {
  return firstDenial(
    () => canSee(actor, place, root.seq),
    () => (hasScope(actor, place, 'thread.follow') ? allowed : denied('forbidden')),
  );
}
