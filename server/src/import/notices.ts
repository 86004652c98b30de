/** Who is told of a message: the same rules as the journal's own projection (core/journal/activity-plan.ts). */
import {
  isThreadMuted,
  type MemberId,
  type Message,
  type NoticeReason,
  type Standing,
  type ThreadFlags,
  workspaceScopes,
  type WorkspaceRole,
} from '@atrium/shared';
import { everyone } from '../core/journal/models.ts';

export interface NoticeGround {
  isDirect: boolean;
  isPublic: boolean;
  standings: ReadonlyMap<MemberId, Standing>;
  /** Of active people. */
  roleOf(id: MemberId): WorkspaceRole | undefined;
  flags: ThreadFlags | null;
  followers: Iterable<MemberId>;
}

export function noticesOf(
  message: Message,
  ground: NoticeGround,
): Map<MemberId | typeof everyone, NoticeReason> {
  const reasons = new Map<MemberId | typeof everyone, NoticeReason>();
  const { authorId, mentions, deletedAt, at } = message;
  if (deletedAt !== null || (ground.flags && isThreadMuted(ground.flags, at))) return reasons;
  const reads = (id: MemberId) => {
    if (ground.standings.has(id)) return true;
    const role = ground.isPublic ? ground.roleOf(id) : undefined;
    return role !== undefined && workspaceScopes(role).has('channel.browse');
  };
  const add = (id: MemberId, reason: NoticeReason) => {
    if (id !== authorId && !reasons.has(id)) reasons.set(id, reason);
  };
  for (const id of mentions.members) if (reads(id)) add(id, 'mention');
  if (ground.isDirect) for (const id of ground.standings.keys()) add(id, 'direct');
  if (mentions.everyone !== null) reasons.set(everyone, `${mentions.everyone}_mention`);
  for (const id of ground.followers) if (ground.standings.has(id)) add(id, 'reply');
  return reasons;
}
