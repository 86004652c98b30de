import type { EntryKind } from '../schema/entry.ts';

/**
 * Each kind with the version of entries that it came with. A version that does not know a kind must not pass over it: it may
 * say who is in, muted or locked out. So a kind never changes its meaning, and a new one takes the next number.
 */
const versions: Record<EntryKind, number> = {
  message: 1,
  'message.edited': 1,
  'message.deleted': 1,
  'message.reacted': 1,
  'message.pinned': 1,
  'message.unpinned': 1,
  'thread.titled': 1,
  'thread.pinned': 1,
  'thread.unpinned': 1,
  'thread.locked': 1,
  'thread.unlocked': 1,
  'thread.muted': 1,
  'thread.unmuted': 1,
  'thread.resolved': 1,
  'thread.reopened': 1,
  'thread.moved': 1,
  'thread.stayed': 1,
  'thread.arrived': 1,
  'channel.created': 1,
  'channel.renamed': 1,
  'channel.described': 1,
  'channel.archived': 1,
  'channel.unarchived': 1,
  'channel.policy_set': 1,
  'channel.shared': 1,
  'member.joined': 1,
  'member.added': 1,
  'member.left': 1,
  'member.removed': 1,
  'member.role_set': 1,
  'member.muted': 1,
  'member.unmuted': 1,
  noop: 1,
};

/** Does this version know what such an entry means? What a newer one wrote may be of a kind that it does not. */
export function isKnownKind(kind: string): kind is EntryKind {
  return Object.hasOwn(versions, kind);
}

/** Whoever takes rows for granted that were made from such an entry has to know this version. */
export function versionOfKind(kind: EntryKind): number {
  return versions[kind];
}

/** Were there kinds of this version already, or of a later one? */
export function isKnownVersion(version: number): boolean {
  return Object.values(versions).some((known) => known >= version);
}
