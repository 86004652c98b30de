import { useCallback, useEffect, useMemo } from 'react';
import type { ChannelId, Seq } from '@atrium/shared';
import { conversationOf } from '../conversation.ts';
import type { TimelineModel } from '../timeline.ts';
import type { Around, Timeline } from '../views.ts';
import type { Workspace } from '../workspace.ts';
import { useLive, useStored } from './live.ts';
import { useWorkspace } from './provider.tsx';

export function useTimeline(channelId: ChannelId, rootSeq: Seq | null, around: Around = 'unread'): Timeline {
  const workspace = useWorkspace();
  const model = useTimelineModel(workspace, channelId, rootSeq);
  const view = useStored(model.store, (state) => state);
  useEffect(() => {
    void model.open(around);
    const record = workspace.book.get(channelId);
    if (record) record.openedAt = workspace.env.timers.now();
  }, [workspace, model, channelId, around]);
  return useMemo(
    () => ({
      ...view,
      loadBefore: () => model.loadBefore(),
      loadAfter: () => model.loadAfter(),
      jumpTo: (seq) => model.jumpTo(seq),
      jumpToNewest: () => model.jumpToNewest(),
      markSeen: (seq) => model.markSeen(seq),
      keepNear: (seq) => model.keepNear(seq),
      clearNewLine: () => model.clearNewLine(),
    }),
    [view, model],
  );
}

/** What this device has not heard of was not deleted. */
export function useIsDeleted(channelId: ChannelId, seq: Seq | null): boolean {
  const { book } = useWorkspace();
  const subscribe = useCallback((listener: () => void) => book.changed.on(listener), [book]);
  const read = useCallback(() => {
    const message = seq === null ? undefined : book.get(channelId)?.journal.messages.get(seq);
    return message !== undefined && message.deletedAt !== null;
  }, [book, channelId, seq]);
  return useLive(subscribe, read);
}

/** The model of a conversation, kept for as long as the component is there. */
export function useTimelineModel(
  workspace: Workspace,
  channelId: ChannelId,
  rootSeq: Seq | null,
): TimelineModel {
  const { timelines } = workspace;
  const conversation = useMemo(() => conversationOf(channelId, rootSeq), [channelId, rootSeq]);
  const model = useMemo(() => timelines.at(conversation), [timelines, conversation]);
  useEffect(() => timelines.retain(conversation), [timelines, conversation]);
  return model;
}
