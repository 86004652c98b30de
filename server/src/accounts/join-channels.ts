import {
  type Actor,
  canAddMember,
  canJoin,
  type ChannelId,
  type ClientId,
  joiningRole,
  type MemberId,
  type Place,
  type Verdict,
} from '@atrium/shared';
import { newStanding } from '../channels/standing.ts';
import type { Core } from '../core/core.ts';
import type { MemberRow } from '../core/directory/model.ts';
import { placeIn } from '../core/place.ts';
import { readWorkspace } from '../workspace/read.ts';

/** In whose name a new member comes in, and whether they may. */
interface Way {
  kind: 'member.joined' | 'member.added';
  actor: Actor;
  rule: (actor: Actor, place: Place) => Verdict;
}

/**
 * Puts a new member into the channel where everybody begins, and into those of their invitation: there in the name of who
 * invited them, and only where that person may still add people. A channel that cannot be joined is left out: the account
 * is there all the same.
 */
export async function joinChannels(
  core: Core,
  member: MemberRow,
  invitation?: { invitedBy: MemberId; channelIds: readonly ChannelId[] },
): Promise<void> {
  const { generalChannelId } = await readWorkspace(core);
  const self: Way = { kind: 'member.joined', actor: actorOf(member), rule: canJoin };
  if (generalChannelId !== null) await attempt(core, member, generalChannelId, self);
  const inviter = invitation && (await core.directory.get(invitation.invitedBy));
  if (!inviter) return;
  const rule: Way['rule'] = (actor, place) => canAddMember(actor, place, member.role);
  const added: Way = { kind: 'member.added', actor: actorOf({ ...inviter, _id: inviter.id }), rule };
  for (const channelId of invitation.channelIds) await attempt(core, member, channelId, added);
}

function actorOf({ _id, role, deactivatedAt }: Pick<MemberRow, '_id' | 'role' | 'deactivatedAt'>): Actor {
  return { memberId: _id, role, deactivated: deactivatedAt !== null };
}

async function attempt(core: Core, member: MemberRow, channelId: ChannelId, way: Way): Promise<void> {
  try {
    await enter(core, member, channelId, way);
  } catch (err) {
    core.log.warn({ err, channelId, memberId: member._id }, 'a new member could not be put into a channel');
  }
}

async function enter(core: Core, member: MemberRow, channelId: ChannelId, way: Way): Promise<void> {
  const journal = await core.journals.open(channelId);
  await journal?.append({
    authorId: way.actor.memberId,
    clientId: `enters-${member._id}`.slice(0, 36) as ClientId,
    digest: `enters ${member._id}`,
    decide: (state, head) => {
      if (state.standings.has(member._id)) return null;
      if (!way.rule(way.actor, placeIn(head, way.actor, core.clock())).ok) return null;
      const standing = newStanding(member._id, joiningRole(member.role), state.seq + 1);
      return { kind: way.kind, standing, reason: '' };
    },
  });
  // Their first page asks for its rows at once.
  await journal?.projected();
}
