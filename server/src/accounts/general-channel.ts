import type { Channel, ChannelId, ClientId, MemberId } from '@atrium/shared';
import { claimName } from '../channels/names.ts';
import { newStanding } from '../channels/standing.ts';
import type { Core } from '../core/core.ts';

const name = 'general';

/** The channel where everybody begins; made once, by the set-up, and there when an earlier set-up had got so far. */
export async function ensureGeneral(core: Core, channelId: ChannelId, ownerId: MemberId): Promise<void> {
  const known = await core.journals.open(channelId);
  if (known !== null) return known.projected();
  await claimName(core, name, channelId);
  const now = core.clock();
  const channel: Channel = {
    id: channelId,
    kind: 'public',
    name,
    topic: '',
    purpose: 'For everybody and everything that concerns all.',
    postingPolicy: 'everyone',
    slowModeMs: 0,
    archivedAt: null,
    sharedWith: [],
    createdBy: ownerId,
    createdAt: now,
    directMemberIds: [],
  };
  await core.journals.create({
    channelId,
    authorId: ownerId,
    clientId: `set-up-${channelId}`.slice(0, 36) as ClientId,
    digest: 'set-up',
    entries: [
      { kind: 'channel.created', channel },
      { kind: 'member.joined', standing: newStanding(ownerId, 'moderator', 2), reason: '' },
    ],
  });
  // The owner's first page asks for its rows at once.
  await (await core.journals.open(channelId))?.projected();
}
