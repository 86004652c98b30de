import type { ChannelId, MemberId } from '@atrium/shared';
import { useMemo } from 'react';
import { useChannelNames, useMembers } from '../../state/index.ts';

export interface Names {
  member(id: MemberId): string;
  channel(id: ChannelId): string;
}

const none: readonly ChannelId[] = [];
/** Private, or not there: which of the two is nobody's business. */
export const unknownChannel = 'unknown channel';

/** What the ids in a text are called. */
export function useNames(memberIds: readonly MemberId[], channelIds: readonly ChannelId[] = none): Names {
  const members = useMembers(memberIds);
  const channelName = useChannelNames(channelIds);
  return useMemo(
    () => ({
      member: (id) => members.find((member) => member.id === id)?.name ?? 'somebody',
      channel: (id) => channelName(id) ?? unknownChannel,
    }),
    [members, channelName],
  );
}
