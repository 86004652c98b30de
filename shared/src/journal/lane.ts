/** Where an entry is shown: one rule for the server, which indexes by it, and for clients, which take entries in live. */
import type { Seq } from '../ids.ts';
import type { Entry } from '../schema/entry.ts';

/** In no timeline: an edit or a reaction shows at its target. */
export const noLane = -1;
/** In the channel's own timeline. */
export const channelLane = 0;

/** {@link channelLane}, the root's seq for what belongs to a thread, or {@link noLane}. */
export function laneOf(entry: Entry): Seq {
  switch (entry.kind) {
    case 'message':
      return entry.rootSeq ?? channelLane;
    case 'message.pinned':
      return entry.targetRootSeq ?? channelLane;
    case 'channel.created':
    case 'channel.renamed':
    case 'channel.described':
    case 'channel.archived':
    case 'channel.unarchived':
    case 'channel.policy_set':
    case 'channel.shared':
    case 'member.joined':
    case 'member.added':
    case 'member.left':
    case 'member.removed':
    case 'member.role_set':
    case 'member.muted':
    case 'member.unmuted':
      return channelLane;
    case 'thread.titled':
    case 'thread.pinned':
    case 'thread.unpinned':
    case 'thread.locked':
    case 'thread.unlocked':
    case 'thread.muted':
    case 'thread.unmuted':
    case 'thread.resolved':
    case 'thread.reopened':
    case 'thread.moved':
    case 'thread.stayed':
    case 'thread.arrived':
      return entry.target;
    case 'message.edited':
    case 'message.deleted':
    case 'message.reacted':
    case 'message.unpinned':
    case 'noop':
      return noLane;
    default:
      return entry satisfies never;
  }
}
