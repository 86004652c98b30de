import { useCallback, useMemo } from 'react';
import { conversationOf } from '../conversation.ts';
import { failureOf } from '../outbox.ts';
import type { ConnectionView, SessionView, UnreadTotals, Unsent } from '../views.ts';
import { sameList, useLive, useStored } from './live.ts';
import { useClient, useWorkspace } from './provider.tsx';

export function useSession(): SessionView {
  return useStored(useClient().session.view, (view) => view);
}

export function useConnection(): ConnectionView {
  return useStored(useClient().session.connection, (view) => view);
}

/** How much waits on this device to be sent. */
export function useWaiting(): number {
  const { outbox } = useWorkspace();
  return useLive(
    useCallback((listener: () => void) => outbox.changed.on(listener), [outbox]),
    useCallback(
      () => outbox.items().filter(({ landed, failed }) => landed === null && failed === null).length,
      [outbox],
    ),
  );
}

/** Messages that were refused, wherever they were meant for, newest first. */
export function useUnsent(): readonly Unsent[] {
  const { outbox } = useWorkspace();
  const items = useLive(
    useCallback((listener: () => void) => outbox.changed.on(listener), [outbox]),
    useCallback(() => outbox.items().filter(({ failed }) => failed !== null), [outbox]),
    sameList,
  );
  return useMemo(
    () =>
      [...items].reverse().flatMap((item): Unsent[] => {
        const error = failureOf(item);
        if (item.name !== 'message.post' || !error) return [];
        const { channelId, clientId, rootSeq = null, body } = item.input;
        return [{ ...conversationOf(channelId, rootSeq), clientId, body, at: item.at, error }];
      }),
    [items],
  );
}

export function useUnreadTotals(): UnreadTotals {
  return useStored(useWorkspace().sidebar.totals, (totals) => totals);
}
