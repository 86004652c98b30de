import type { ChannelId, Seq } from '@atrium/shared';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useActions, useIsDeleted } from '../../state/index.ts';

/** The entry of the timeline that an address names. A reply is shown in its thread, beside its root; what was moved, where it is. */
export function usePermalink(channelId: ChannelId, seq: Seq | null): Seq | null {
  const { messages } = useActions();
  const navigate = useNavigate();
  // What the device kept may be from before the move: then it is looked for once it is emptied here.
  const isDeleted = useIsDeleted(channelId, seq);
  useEffect(() => {
    if (seq === null) return;
    let gone = false;
    const follow = async () => {
      const { rootSeq, deletedAt } = await messages.get(channelId, seq);
      const moved = deletedAt === null ? null : await messages.movedTo(channelId, seq);
      const place = moved ?? { channelId, seq, rootSeq };
      if (gone || (place.rootSeq === null && !moved)) return;
      const thread = place.rootSeq ?? place.seq;
      await navigate({
        to: '/c/$channelId/$seq',
        params: { channelId: place.channelId, seq: String(thread) },
        search: { thread, ...(place.rootSeq !== null && { reply: place.seq }) },
        replace: true,
      });
    };
    // It is an entry of another kind, or not there: the timeline shows what is around it.
    follow().catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [messages, navigate, channelId, seq, isDeleted]);
  return seq;
}
