import { AtriumError, canCreateDirect, type Channel, canRead, limits, type MemberId } from '@atrium/shared';
import { type CommandContext, plain } from '../core/command.ts';
import { digestOf } from '../core/digest.ts';
import type { Journal } from '../core/journal/types.ts';
import { demand, placeIn } from '../core/place.ts';
import { directClientIdOf, directIdOf } from './ids.ts';
import { newStanding } from './standing.ts';
import { channelSummary } from './summary.ts';

export const directOpen = plain('direct.open', {
  load: async (context, input): Promise<{ people: MemberId[]; journal: Journal | null }> => {
    const people = [...new Set([context.actor.memberId, ...input.memberIds])].toSorted();
    if (people.length > limits.directMembersMax) throw new AtriumError('limit_reached');
    return { people, journal: await context.core.journals.open(directIdOf(people)) };
  },
  // A conversation that is there stays open to its people, also to those who may not begin one.
  allow: ({ actor, now }, _input, { journal }) =>
    journal ? canRead(actor, placeIn(journal, actor, now)) : canCreateDirect(actor),
  run: async (context, _input, { people, journal }) =>
    channelSummary(context, journal ?? (await begin(context, people))),
});

async function begin(context: CommandContext, people: MemberId[]): Promise<Journal> {
  const { core, actor, now } = context;
  await requirePeople(context, people);
  const channelId = directIdOf(people);
  const channel: Channel = {
    id: channelId,
    kind: 'direct',
    name: '',
    topic: '',
    purpose: '',
    postingPolicy: 'everyone',
    slowModeMs: 0,
    archivedAt: null,
    sharedWith: [],
    createdBy: actor.memberId,
    createdAt: now,
    directMemberIds: people,
  };
  const joined = people.map((memberId, index) => ({
    kind: 'member.added' as const,
    standing: newStanding(memberId, 'member', index + 2),
    reason: '',
  }));
  try {
    return await core.journals.create({
      channelId,
      authorId: actor.memberId,
      clientId: directClientIdOf(channelId),
      digest: digestOf('direct.open', people),
      entries: [{ kind: 'channel.created', channel }, ...joined],
    });
  } catch (error) {
    // Both of them began it at the same moment.
    const journal =
      error instanceof AtriumError && error.code === 'conflict' ? await core.journals.open(channelId) : null;
    if (!journal) throw error;
    demand(canRead(actor, placeIn(journal, actor, now)));
    return journal;
  }
}

/** @throws {AtriumError} `not_found` for people who are not there (any more), the same as for those who never were */
async function requirePeople({ core }: CommandContext, people: readonly MemberId[]): Promise<void> {
  const members = await core.directory.getMany(people);
  for (const id of people) {
    const member = members.get(id);
    if (!member || member.deactivatedAt !== null || member.kind === 'placeholder')
      throw new AtriumError('not_found');
  }
}
