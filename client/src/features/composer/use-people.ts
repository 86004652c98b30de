import type { ChannelId, Member, MemberId } from '@atrium/shared';
import { useEffect, useState } from 'react';
import { matchRank, useActions, useMembers, usePeopleSearch, useSession } from '../../state/index.ts';

interface Present {
  ids: readonly MemberId[];
  /** Nobody else is in the channel. */
  complete: boolean;
}

const shownMax = 8;
const wantedMax = 50;
const nobody: readonly MemberId[] = [];

/** Who could be mentioned: of those whose names answer as well, people of the channel first, oneself last. */
export function usePeople(
  channelId: ChannelId,
  query: string | null,
): readonly { member: Member; absent: boolean }[] {
  const present = usePresent(channelId, query !== null);
  const session = useSession();
  const self = session.state === 'signed_in' ? session.me.id : null;
  const found = usePeopleSearch(query ?? '', { limit: wantedMax });
  const here = new Set(useMembers(present?.ids ?? nobody));
  if (query === null) return [];
  const rank = ({ name, handle }: Member) => matchRank(query, name, handle);
  // In a large workspace they may be behind more namesakes than are looked at.
  const hereToo = [...here].filter((member) => member.deactivatedAt === null && rank(member) > 0);
  const weight = (member: Member) =>
    rank(member) * 4 + (here.has(member) ? 2 : 0) + (member.id === self ? 0 : 1);
  return [...new Set([...hereToo, ...found])]
    .map((member) => ({ member, weight: weight(member) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, shownMax)
    .map(({ member }) => ({ member, absent: present?.complete === true && !here.has(member) }));
}

/** One page of the channel's people; null until it is here. */
function usePresent(channelId: ChannelId, wanted: boolean): Present | null {
  const { channels } = useActions();
  const [present, setPresent] = useState<Present | null>(null);
  useEffect(() => {
    if (!wanted) return;
    let gone = false;
    channels.members({ channelId }).then(
      ({ standings, next }) =>
        gone || setPresent({ ids: standings.map(({ memberId }) => memberId), complete: next === null }),
      // Without it everybody is listed alike.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [channels, channelId, wanted]);
  return present;
}
