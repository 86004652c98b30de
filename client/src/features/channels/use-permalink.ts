import type { ChannelId, Seq } from '@atrium/shared';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useActions } from '../../state/index.ts';

/** The entry of the timeline that an address names. A reply is shown in its thread, beside its root. */
export function usePermalink(channelId: ChannelId, seq: Seq | null): Seq | null {
  const { messages } = useActions();
  const navigate = useNavigate();
  useEffect(() => {
    if (seq === null) return;
    let gone = false;
    messages.get(channelId, seq).then(
      ({ rootSeq }) => {
        if (gone || rootSeq === null) return;
        void navigate({
          to: '/c/$channelId/$seq',
          params: { channelId, seq: String(rootSeq) },
          search: { thread: rootSeq, reply: seq },
          replace: true,
        });
      },
      // It is an entry of another kind, or not there: the timeline shows what is around it.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [messages, navigate, channelId, seq]);
  return seq;
}
