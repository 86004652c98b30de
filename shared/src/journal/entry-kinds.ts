import type { EntryKind } from '../schema/entry.ts';

const known: Record<EntryKind, true> = {
  message: true,
  'message.edited': true,
  'message.deleted': true,
  'message.reacted': true,
  'message.pinned': true,
  'message.unpinned': true,
  'thread.titled': true,
  'thread.pinned': true,
  'thread.unpinned': true,
  'thread.locked': true,
  'thread.unlocked': true,
  'thread.muted': true,
  'thread.unmuted': true,
  'thread.resolved': true,
  'thread.reopened': true,
  'thread.moved': true,
  'thread.stayed': true,
  'thread.arrived': true,
  'channel.created': true,
  'channel.renamed': true,
  'channel.described': true,
  'channel.archived': true,
  'channel.unarchived': true,
  'channel.policy_set': true,
  'channel.shared': true,
  'member.joined': true,
  'member.added': true,
  'member.left': true,
  'member.removed': true,
  'member.role_set': true,
  'member.muted': true,
  'member.unmuted': true,
  noop: true,
};

/** Does this version know what such an entry means? What a newer one wrote may be of a kind that it does not. */
export function isKnownKind(kind: string): kind is EntryKind {
  return Object.hasOwn(known, kind);
}
