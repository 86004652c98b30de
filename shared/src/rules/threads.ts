import type { Message, ThreadFlags } from '../schema/entry.ts';
import {
  type Actor,
  canSee,
  canUse,
  hasScope,
  isHere,
  isPostingOpen,
  isUnmuted,
  type Place,
} from './place.ts';
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

/** Take a thread out of its channel. Where it may go to is for {@link canTakeThread} to say. */
export function canMoveThread(actor: Actor, place: Place, root: Message, flags: ThreadFlags): Verdict {
  return firstDenial(
    () => canSee(actor, place, root.seq),
    () => canUse(actor, place, 'thread.move'),
    () => isHere(flags),
  );
}

/** Put a thread into a channel: what it holds is said there by whoever moves it, who must be somebody that may speak there. */
export function canTakeThread(actor: Actor, place: Place): Verdict {
  return firstDenial(
    () => canUse(actor, place, 'thread.move'),
    () => canUse(actor, place, 'message.post'),
    () => isUnmuted(place),
    () => isPostingOpen(actor, place),
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
