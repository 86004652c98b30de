import type { ChannelId, Member, MemberId } from '@atrium/shared';
import { useEffect, useState } from 'react';
import { useActions, useEntriesOf, useMembers } from '../../state/index.ts';

const membership = ['member.joined', 'member.added', 'member.left', 'member.removed'] as const;
const nobody: readonly MemberId[] = [];

/** Those of the mentioned who are not in the channel, as far as is known: they are told of nothing that is said there. */
export function useAbsent(channelId: ChannelId, mentioned: readonly MemberId[]): readonly Member[] {
  const { channels } = useActions();
  const changes = useEntriesOf(channelId, membership);
  const [absent, setAbsent] = useState(nobody);
  useEffect(() => {
    if (mentioned.length === 0) return;
    let gone = false;
    const asked = mentioned.map(async (id) => ((await channels.standing(channelId, id)) ? [] : [id]));
    Promise.all(asked).then(
      (found) => gone || setAbsent(found.flat()),
      // Who is there is not known: nothing is said of it.
      () => gone || setAbsent(nobody),
    );
    return () => {
      gone = true;
    };
  }, [channels, channelId, mentioned, changes]);
  const shown = absent.filter((id) => mentioned.includes(id));
  return useMembers(shown);
}
