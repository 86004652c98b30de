import type { ChannelScope } from '../roles.ts';
import { outranks, type WorkspaceRole } from '../roles.ts';
import type { Standing } from '../schema/channel.ts';
import {
  type Actor,
  canInWorkspace,
  canRead,
  canUse,
  hasScope,
  isArchived,
  isUnmuted,
  type Place,
} from './place.ts';
import { allowed, denied, firstDenial, type Verdict } from './verdict.ts';

export function canCreateChannel(actor: Actor): Verdict {
  return canInWorkspace(actor, 'channel.create');
}

/** Somebody with whom a conversation is begun: a guest may be written to by those who may see that guest. */
export function canCreateDirect(actor: Actor): Verdict {
  return canInWorkspace(actor, 'direct.create');
}

/** Only public channels can be joined; for everything else somebody inside must let you in. */
export function canJoin(actor: Actor, place: Place): Verdict {
  return firstDenial(
    () => canRead(actor, place),
    () => (place.channel.kind === 'public' ? allowed : denied('forbidden')),
    () => canInWorkspace(actor, 'channel.join'),
    () => isArchived(place),
  );
}

export function canLeave(actor: Actor, place: Place): Verdict {
  return firstDenial(
    () => canRead(actor, place),
    () => (place.standing && hasScope(actor, place, 'channel.leave') ? allowed : denied('forbidden')),
  );
}

/** Rename, describe, archive, set policy: one scope each. A topic that a muted member could set would be a way to speak. */
export function canChangeChannel(
  actor: Actor,
  place: Place,
  scope: Extract<ChannelScope, `channel.${string}`>,
): Verdict {
  return firstDenial(
    () => canUse(actor, place, scope),
    () => (scope === 'channel.describe' ? isUnmuted(place) : allowed),
  );
}

/** Taking a channel out of the archive is the one change that an archived channel allows. */
export function canUnarchive(actor: Actor, place: Place): Verdict {
  return firstDenial(
    () => canRead(actor, place),
    () => (hasScope(actor, place, 'channel.archive') ? allowed : denied('forbidden')),
  );
}

/** Members bring members; people of other companies are let in by moderators alone. */
export function canAddMember(actor: Actor, place: Place, subjectRole: WorkspaceRole): Verdict {
  return firstDenial(
    () => canUse(actor, place, 'member.add'),
    () =>
      subjectRole === 'guest' && !hasScope(actor, place, 'member.set_role') ? denied('forbidden') : allowed,
  );
}

export interface Subject {
  role: WorkspaceRole;
  standing: Standing | null;
}

/** Remove, mute, unmute or change the role of somebody who is in the channel and does not outrank the actor. */
export function canModerateMember(
  actor: Actor,
  place: Place,
  subject: Subject,
  scope: 'member.remove' | 'member.mute' | 'member.set_role',
): Verdict {
  return firstDenial(
    () => canUse(actor, place, scope),
    () => (subject.standing ? allowed : denied('not_found')),
    () => {
      const self = subject.standing?.memberId === actor.memberId;
      if (self || outranks(actor.role, subject.role)) return allowed;
      // Channel moderators with equal workspace roles may act on plain members of the channel, not on each other.
      const equal = subject.role === actor.role && subject.standing?.role !== 'moderator';
      return equal || (actor.role === 'bot' && subject.role === 'guest') ? allowed : denied('forbidden');
    },
  );
}
