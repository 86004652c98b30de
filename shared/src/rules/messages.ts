import type { Seq } from '../ids.ts';
import type { Mentions, Message, ThreadFlags } from '../schema/entry.ts';
import {
  type Actor,
  canSee,
  canSeeMessage,
  canUse,
  hasScope,
  isHere,
  isPostingOpen,
  isUnmuted,
  type Place,
} from './place.ts';
import { allowed, denied, firstDenial, type Verdict } from './verdict.ts';

export interface PostAttempt {
  /** Null for a message in the channel itself. */
  rootSeq: Seq | null;
  /** Of the thread that is replied in; null for a message in the channel itself. */
  flags: ThreadFlags | null;
  mentions: Mentions;
  /** When the actor last posted here, for slow mode; 0 for never. */
  lastPostAt: number;
}

function isWritable(actor: Actor, place: Place, flags: ThreadFlags | null): Verdict {
  if (!flags || flags.lockedAt === null || hasScope(actor, place, 'thread.post_locked')) return allowed;
  return denied('thread_locked');
}

export function canPost(actor: Actor, place: Place, attempt: PostAttempt): Verdict {
  return firstDenial(
    () => (attempt.rootSeq === null ? allowed : canSee(actor, place, attempt.rootSeq)),
    () => canUse(actor, place, 'message.post'),
    () => isUnmuted(place),
    () => isHere(attempt.flags),
    () => isWritable(actor, place, attempt.flags),
    () => isPostingOpen(actor, place),
    () => canMention(actor, place, attempt.mentions),
    () => isPatient(actor, place, attempt.lastPostAt),
  );
}

/** Addressing everybody takes a scope of its own, also when it comes in by an edit. */
export function canMention(actor: Actor, place: Place, mentions: Mentions): Verdict {
  return mentions.everyone === null || hasScope(actor, place, 'mention.channel')
    ? allowed
    : denied('scope_missing');
}

function isPatient(actor: Actor, place: Place, lastPostAt: number): Verdict {
  const waitMs = lastPostAt + place.channel.slowModeMs - place.now;
  if (place.channel.slowModeMs === 0 || waitMs <= 0) return allowed;
  if (hasScope(actor, place, 'message.skip_slow_mode')) return allowed;
  return { ok: false, code: 'slow_mode', retryAfterMs: waitMs };
}

/** `flags` are those of the thread that the message is in (or, for a root, of its own). */
export function canEdit(actor: Actor, place: Place, message: Message, flags: ThreadFlags): Verdict {
  return firstDenial(
    () => canSeeMessage(actor, place, message),
    () => canUse(actor, place, 'message.edit_own'),
    () => (message.authorId === actor.memberId ? allowed : denied('not_author')),
    () => (message.deletedAt === null ? allowed : denied('message_deleted')),
    () => isUnmuted(place),
    () => isWritable(actor, place, flags),
  );
}

/** Muted members may still take back their own words. */
export function canDelete(actor: Actor, place: Place, message: Message): Verdict {
  const own = message.authorId === actor.memberId;
  return firstDenial(
    () => canSeeMessage(actor, place, message),
    () => canUse(actor, place, own ? 'message.delete_own' : 'message.delete_any'),
  );
}

export function canReact(actor: Actor, place: Place, message: Message, flags: ThreadFlags): Verdict {
  return firstDenial(
    () => canSeeMessage(actor, place, message),
    () => canUse(actor, place, 'message.react'),
    () => (message.deletedAt === null ? allowed : denied('message_deleted')),
    () => isUnmuted(place),
    () => isWritable(actor, place, flags),
  );
}

export function canPin(actor: Actor, place: Place, message: Message): Verdict {
  return firstDenial(
    () => canSeeMessage(actor, place, message),
    () => canUse(actor, place, 'message.pin'),
    () => (message.deletedAt === null ? allowed : denied('message_deleted')),
    () => isUnmuted(place),
  );
}
