import { useEffect, useEffectEvent } from 'react';
import type { Member } from '@atrium/shared';
import { plainText } from '../plain-text.ts';
import type { Conversation, NoticeView } from '../views.ts';
import { useNameLookup } from './people.ts';
import { useWorkspace } from './provider.tsx';

/** Calls back for each notice that should sound or show, also without desktop permission: for an in-app toast. */
export function useNotices(onNotice: (notice: NoticeView) => void): void {
  const { notices } = useWorkspace();
  const tell = useEffectEvent(onNotice);
  useEffect(() => notices.told.on((notice) => tell(notice)), [notices]);
}

/** Calls back for each message that arrived live in a conversation, for a live region. */
export function useArrivals(
  { channelId, rootSeq }: Conversation,
  onArrival: (text: { author: Member | null; body: string }) => void,
): void {
  const { notices, members } = useWorkspace();
  const names = useNameLookup();
  const tell = useEffectEvent(onArrival);
  useEffect(
    () =>
      notices.arrived.on(({ channelId: where, message }) => {
        if (where !== channelId || message.rootSeq !== rootSeq) return;
        tell({ author: members.get(message.authorId), body: plainText(message.body, names) });
      }),
    [notices, members, names, channelId, rootSeq],
  );
}
