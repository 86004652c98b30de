import type { ChannelId, MemberId } from '@atrium/shared';
import { useMemo } from 'react';
import { useMembers, useSidebar } from '../../state/index.ts';
import { itemsInOrder } from '../sidebar/order.ts';

export interface Names {
  member(id: MemberId): string;
  channel(id: ChannelId): string;
}

/** What the ids in a text are called. */
export function useNames(memberIds: readonly MemberId[]): Names {
  const members = useMembers(memberIds);
  const sidebar = useSidebar();
  return useMemo(
    () => ({
      member: (id) => members.find((member) => member.id === id)?.name ?? 'somebody',
      channel: (id) => itemsInOrder(sidebar).find(({ channelId }) => channelId === id)?.title ?? 'channel',
    }),
    [members, sidebar],
  );
}
