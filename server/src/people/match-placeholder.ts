import { hash } from 'node:crypto';
import {
  allowed,
  AtriumError,
  canInWorkspace,
  type ClientId,
  denied,
  firstDenial,
  joiningRole,
  type MemberId,
} from '@atrium/shared';
import { trusted } from 'mongoose';
import { readMember } from '../accounts/me.ts';
import { newStanding } from '../channels/standing.ts';
import { type CommandContext, plain } from '../core/command.ts';
import { memberModel, type MemberRow, toMember } from '../core/directory/model.ts';
import { standingModel } from '../core/journal/models.ts';
import { demand } from '../core/place.ts';

/**
 * Hands the messages of an imported placeholder to a member. Entries keep their author: the placeholder's row says who
 * that is now, for whoever shows a message, and for the rules about one's own. The member comes into the placeholder's
 * channels, which leave it behind.
 */
export const matchPlaceholder = plain('people.match_placeholder', {
  load: async ({ core, actor }, { placeholderId, memberId }) => {
    // Before anybody is looked up: whether an id is somebody's is told to nobody who could do nothing with it.
    demand(canInWorkspace(actor, 'workspace.manage'));
    const [placeholder, member] = await Promise.all([
      readMember(core, placeholderId),
      readMember(core, memberId),
    ]);
    return { placeholder, member };
  },
  allow: ({ actor }, _input, { placeholder, member }) =>
    firstDenial(
      () => canInWorkspace(actor, 'workspace.manage'),
      () => (placeholder.kind === 'placeholder' && member.kind === 'person' ? allowed : denied('forbidden')),
      () => (member.deactivatedAt === null ? allowed : denied('deactivated')),
    ),
  run: async (context, _input, { placeholder, member }) => {
    const { core, now } = context;
    // Only the first match counts: a second one would take messages away from somebody.
    const mergedInto = trusted({ $in: [null, member._id] });
    const row = await memberModel(core.db.connection)
      .findOneAndUpdate(
        { _id: placeholder._id, mergedInto },
        { $set: { mergedInto: member._id, deactivatedAt: placeholder.deactivatedAt ?? now } },
        { returnDocument: 'after' },
      )
      .lean<MemberRow>();
    if (!row) throw new AtriumError('conflict');
    await core.directory.changed(row._id);
    if (joiningRole(member.role) !== 'guest') await takePlaces(context, placeholder._id, member);
    return { placeholder: toMember(row) };
  },
});

/** In channels, not in direct conversations: their people do not change. */
async function takePlaces(
  { core, actor }: CommandContext,
  placeholderId: MemberId,
  member: MemberRow,
): Promise<void> {
  const rows = await standingModel(core.db.connection)
    .find({ memberId: placeholderId, present: true })
    .lean();
  for (const { channelId } of rows) {
    const journal = await core.journals.open(channelId);
    if (!journal || journal.state.channel.kind === 'direct') continue;
    const entry = { authorId: actor.memberId, digest: `match ${placeholderId} ${member._id}` };
    const clientId = (what: string) =>
      hash('sha256', `${what} ${placeholderId} ${member._id}`, 'base64url').slice(0, 22) as ClientId;
    await journal.append({
      ...entry,
      clientId: clientId('add'),
      decide: (state) =>
        state.standings.has(member._id)
          ? null
          : {
              kind: 'member.added',
              standing: newStanding(member._id, joiningRole(member.role), state.seq + 1),
              reason: '',
            },
    });
    await journal.append({
      ...entry,
      clientId: clientId('remove'),
      decide: (state) =>
        state.standings.has(placeholderId)
          ? { kind: 'member.removed', memberId: placeholderId, reason: '' }
          : null,
    });
  }
}
