import type { ChannelId, Company, Standing } from '@atrium/shared';
import { useEffect, useMemo, useState } from 'react';
import { useActions, useAudience, useChannel, useEntriesOf, useMembers } from '../../state/index.ts';

const membership = ['member.joined', 'member.added', 'member.left', 'member.removed'] as const;
/** Beyond so many pages of members the companies are named without a number. */
const pagesMax = 10;

export interface Outsiders {
  company: Company;
  /** How many of its people are in the channel; null while that is not known. */
  count: number | null;
}

/** The companies that were let into a channel, with how many of their people read it. */
export function useOutsiders(channelId: ChannelId): readonly Outsiders[] {
  const { channels } = useActions();
  const { companies } = useAudience(channelId);
  const shared = companies.length > 0;
  const memberCount = useChannel(channelId).value?.memberCount ?? 0;
  const changes = useEntriesOf(channelId, membership);
  const [guests, setGuests] = useState<readonly Standing['memberId'][] | null>(null);
  useEffect(() => {
    if (!shared) return;
    let gone = false;
    const read = async () => {
      const found: Standing['memberId'][] = [];
      let cursor: string | undefined;
      for (let page = 0; page < pagesMax; page += 1) {
        const { standings, next } = await channels.members({ channelId, ...(cursor && { cursor }) });
        for (const { memberId, role } of standings) if (role === 'guest') found.push(memberId);
        if (next === null) return found;
        cursor = next;
      }
      return null;
    };
    read().then(
      (found) => gone || setGuests(found),
      // Without the list the companies are named, without a number.
      () => gone || setGuests(null),
    );
    return () => {
      gone = true;
    };
  }, [channels, channelId, shared, memberCount, changes]);
  const members = useMembers(guests ?? none);
  return useMemo(() => {
    const known = guests !== null && members.length === guests.length;
    return companies.map((company) => ({
      company,
      count: known ? members.filter(({ companyId }) => companyId === company.id).length : null,
    }));
  }, [companies, guests, members]);
}

const none: readonly Standing['memberId'][] = [];
