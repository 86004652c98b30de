import {
  AtriumError,
  canAddMember,
  canUse,
  type CompanyId,
  type MemberId,
  newId,
  type ParsedInput,
} from '@atrium/shared';
import { enteringStanding } from '../channels/standing.ts';
import { type CommandContext, plain } from '../core/command.ts';
import { digestOf } from '../core/digest.ts';
import type { Head, Journal } from '../core/journal/types.ts';
import { demand, loadPlace, placeIn } from '../core/place.ts';

/** Not declared as appending: whoever comes from a company that is not in the channel yet brings an entry of its own. */
export const add = plain('member.add', {
  load: async (context, input) => {
    const here = await loadPlace(context, input.channelId);
    // Before anybody is looked up: a guest must not learn from the answer whether an id is somebody's.
    demand(canUse(context.actor, here.place, 'member.add'));
    return { ...here, member: await loadNewcomer(context, input.memberId) };
  },
  allow: ({ actor }, _input, { place, member }) => canAddMember(actor, place, member.role),
  run: async (context, input, { journal, member: { companyId } }) => {
    if (companyId !== null) await letCompanyIn(context, input, journal, companyId);
    const { actor } = context;
    const result = await journal.append({
      authorId: actor.memberId,
      clientId: input.clientId,
      digest: digestOf('member.add', input),
      decide: async (state, head) => {
        const { id, role } = await loadAllowed(context, input, head);
        if (head.standing(id)) return null;
        const standing = await enteringStanding({ journal, state }, id, role);
        return { kind: 'member.added', standing, reason: '' };
      },
    });
    await journal.projected();
    return result;
  },
});

async function loadNewcomer({ core }: CommandContext, memberId: MemberId) {
  const member = await core.directory.get(memberId);
  if (!member || member.deactivatedAt !== null || member.kind === 'placeholder')
    throw new AtriumError('not_found');
  return member;
}

async function loadAllowed(context: CommandContext, { memberId }: ParsedInput<'member.add'>, head: Head) {
  const place = placeIn(head, context.actor, context.now);
  demand(canUse(context.actor, place, 'member.add'));
  const member = await loadNewcomer(context, memberId);
  demand(canAddMember(context.actor, place, member.role));
  return member;
}

/** Before the first of its people: nobody is to write a line without being told that the company reads along. */
async function letCompanyIn(
  context: CommandContext,
  input: ParsedInput<'member.add'>,
  journal: Journal,
  companyId: CompanyId,
): Promise<void> {
  await journal.append({
    authorId: context.actor.memberId,
    clientId: newId(),
    digest: digestOf('channel.shared', { companyId }),
    decide: async ({ channel: { sharedWith } }, head) => {
      const { id } = await loadAllowed(context, input, head);
      if (sharedWith.includes(companyId) || head.standing(id)) return null;
      return { kind: 'channel.shared', set: { sharedWith: [...sharedWith, companyId] } };
    },
  });
}
