import type { Channel, ChannelId, ClientId, MemberId } from '@atrium/shared';
import type { Core } from '../core/core.ts';

/** The channel where everybody begins; made once, by the set-up, and there when an earlier set-up had got so far. */
export async function ensureGeneral(core: Core, channelId: ChannelId, ownerId: MemberId): Promise<void> {
  if ((await core.journals.open(channelId)) !== null) return;
  const now = core.clock();
  const channel: Channel = {
    id: channelId,
    kind: 'public',
    name: 'general',
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
      {
        kind: 'member.joined',
        standing: {
          memberId: ownerId,
          role: 'moderator',
          mutedUntil: 0,
          muteReason: '',
          visibleFrom: 1,
          joinedSeq: 2,
        },
        reason: '',
      },
    ],
  });
}
