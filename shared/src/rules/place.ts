/**
 * Permission rules are pure functions over who acts ({@link Actor}) and where ({@link Place}): the server refuses with
 * them, the client hides with them. What an actor may not see does not exist: `not_found`, as for a random id.
 */
import type { ChannelId, MemberId, Seq } from '../ids.ts';
import {
  channelScopes,
  type ChannelScope,
  type Scope,
  workspaceScopes,
  type WorkspaceRole,
  type WorkspaceScope,
} from '../roles.ts';
import type { Channel, Standing } from '../schema/channel.ts';
import type { Message, ThreadFlags } from '../schema/entry.ts';
import { allowed, denied, firstDenial, type Verdict } from './verdict.ts';

export interface Actor {
  memberId: MemberId;
  role: WorkspaceRole;
  deactivated: boolean;
  /** A token's own scopes: it can do what its member may and these allow. Absent for a signed-in person. */
  tokenScopes?: ReadonlySet<Scope>;
  /** A token that is only for some channels: the others do not exist for it. */
  tokenChannelIds?: ReadonlySet<ChannelId>;
}

/** One channel as of one head of its journal, seen by one actor. */
export interface Place {
  channel: Channel;
  standing: Standing | null;
  /** Milliseconds since 1970, the server's clock. */
  now: number;
}

export const noFlags: ThreadFlags = { pinned: null, muted: null, lockedAt: null, resolvedAt: null };

/** What the actor may do in this place, before mutes, locks and the like are asked. */
export function scopesIn(actor: Actor, place: Place): ReadonlySet<ChannelScope> {
  return channelScopes(place.channel.kind, place.standing?.role ?? null, actor.role);
}

export function hasScope(actor: Actor, place: Place, scope: ChannelScope): boolean {
  return scopesIn(actor, place).has(scope) && (actor.tokenScopes?.has(scope) ?? true);
}

/** A right in the workspace, outside channels. */
export function canInWorkspace(actor: Actor, scope: WorkspaceScope): Verdict {
  if (actor.deactivated) return denied('deactivated');
  if (!workspaceScopes(actor.role).has(scope)) return denied('forbidden');
  return actor.tokenScopes && !actor.tokenScopes.has(scope) ? denied('scope_missing') : allowed;
}

/** Every rule about a channel asks this first: without it, the channel does not exist for the actor. */
export function canRead(actor: Actor, place: Place): Verdict {
  if (actor.deactivated) return denied('deactivated');
  if (!scopesIn(actor, place).has('channel.read')) return denied('not_found');
  if (actor.tokenChannelIds && !actor.tokenChannelIds.has(place.channel.id)) return denied('not_found');
  return actor.tokenScopes && !actor.tokenScopes.has('channel.read') ? denied('not_found') : allowed;
}

/** May the actor see the entry, given where their history begins? */
export function canSee(actor: Actor, place: Place, seq: Seq): Verdict {
  return firstDenial(
    () => canRead(actor, place),
    () => (place.standing && seq < place.standing.visibleFrom ? denied('not_found') : allowed),
  );
}

/** A reply in a thread that began before one's history belongs to what one may not see. */
export function canSeeMessage(
  actor: Actor,
  place: Place,
  message: Pick<Message, 'seq' | 'rootSeq'>,
): Verdict {
  return canSee(actor, place, message.rootSeq ?? message.seq);
}

export function isArchived(place: Place): Verdict {
  return place.channel.archivedAt === null ? allowed : denied('channel_archived');
}

/** Holds the scope here, in a channel that they can read and that is not archived. */
export function canUse(actor: Actor, place: Place, scope: ChannelScope): Verdict {
  return firstDenial(
    () => canRead(actor, place),
    () => isArchived(place),
    () => {
      if (!scopesIn(actor, place).has(scope)) return denied('forbidden');
      return actor.tokenScopes && !actor.tokenScopes.has(scope) ? denied('scope_missing') : allowed;
    },
  );
}

/** Is a time-limited state on? 0 is off, null is for good, else until then. */
export function isOnUntil(until: number | null, now: number): boolean {
  return until === null || until > now;
}

export function isMuted(standing: Standing | null, now: number): boolean {
  return standing !== null && isOnUntil(standing.mutedUntil, now);
}

/** A muted member cannot post, edit, react or upload, and is told why and until when. */
export function isUnmuted(place: Place): Verdict {
  if (!isMuted(place.standing, place.now)) return allowed;
  const standing = place.standing!;
  return denied('muted', { until: standing.mutedUntil, reason: standing.muteReason });
}

/** Where only moderators post, others do not. */
export function isPostingOpen(actor: Actor, place: Place): Verdict {
  const isOpen =
    place.channel.postingPolicy === 'everyone' || hasScope(actor, place, 'message.post_restricted');
  return isOpen ? allowed : denied('posting_restricted');
}

export function isThreadMuted(flags: ThreadFlags, now: number): boolean {
  return flags.muted !== null && isOnUntil(flags.muted.until, now);
}

/** A thread that went to another channel is written in there; one that is still coming in is written in a moment later. */
export function isHere(flags: ThreadFlags | null): Verdict {
  if (flags?.moved === 'away') return denied('thread_moved');
  return flags?.moved === 'arriving' ? { ok: false, code: 'retry_later', retryAfterMs: 1_000 } : allowed;
}

export function isThreadPinned(flags: ThreadFlags, now: number): boolean {
  return flags.pinned !== null && isOnUntil(flags.pinned.until, now);
}
