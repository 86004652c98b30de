import { AtriumError, canCreateChannel, type Channel } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { digestOf } from '../core/digest.ts';
import { channelIdOf } from './ids.ts';
import { claimName, releaseName } from './names.ts';
import { newStanding } from './standing.ts';
import { channelSummary } from './summary.ts';

export const create = plain('channel.create', {
  allow: ({ actor }) => canCreateChannel(actor),
  run: async (context, input) => {
    const { core, actor, now } = context;
    const { clientId, kind, name, topic, purpose } = input;
    const channelId = channelIdOf(actor.memberId, clientId);
    const isNew = (await core.journals.open(channelId)) === null;
    if (isNew) await claimName(core, name, channelId);
    const channel: Channel = {
      id: channelId,
      kind,
      name,
      topic,
      purpose,
      postingPolicy: 'everyone',
      slowModeMs: 0,
      archivedAt: null,
      sharedWith: [],
      createdBy: actor.memberId,
      createdAt: now,
      directMemberIds: [],
    };
    const standing = newStanding(actor.memberId, 'moderator', 2);
    const digest = digestOf('channel.create', input);
    try {
      const journal = await core.journals.create({
        channelId,
        authorId: actor.memberId,
        clientId,
        digest,
        entries: [
          { kind: 'channel.created', channel },
          { kind: 'member.joined', standing, reason: '' },
        ],
      });
      return await channelSummary(context, journal);
    } catch (error) {
      // What may still land keeps its claim; where it does not, the claim dies by itself.
      const isFinal = error instanceof AtriumError && !error.retryable;
      const bears = core.journals.peek(channelId)?.state.channel.name === name;
      if (isNew && isFinal && !bears) await releaseName(core, name, channelId);
      throw error;
    }
  },
});
