import { useCallback, useMemo } from 'react';
import type { AtriumError, ClientId } from '@atrium/shared';
import { conversationOf } from '../conversation.ts';
import { failureOf } from '../outbox.ts';
import type { ConnectionView, Conversation, SessionView, UnreadTotals } from '../views.ts';
import { sameFields, sameList, useLive, useStored } from './live.ts';
import { useClient, useWorkspace } from './provider.tsx';

export function useSession(): SessionView {
  return useStored(useClient().session.view, (view) => view);
}

export function useConnection(): ConnectionView {
  return useStored(useClient().session.connection, (view) => view);
}

/** How many messages only this device has: all of them, and those that were not refused. */
export function useUnsentCount(): { all: number; waiting: number } {
  const { outbox } = useWorkspace();
  return useLive(
    useCallback((listener: () => void) => outbox.changed.on(listener), [outbox]),
    useCallback(() => {
      const unsent = outbox.unsent();
      return { all: unsent.length, waiting: unsent.filter(({ failed }) => failed === null).length };
    }, [outbox]),
    sameFields,
  );
}

/** One's own message that the server refused. */
export interface RefusedMessage extends Conversation {
  clientId: ClientId;
  body: string;
  at: number;
  error: AtriumError;
}

/** Messages that were refused, wherever they were meant for, newest first. */
export function useRefused(): readonly RefusedMessage[] {
  const { outbox } = useWorkspace();
  const items = useLive(
    useCallback((listener: () => void) => outbox.changed.on(listener), [outbox]),
    useCallback(() => outbox.unsent().filter(({ failed }) => failed !== null), [outbox]),
    sameList,
  );
  return useMemo(
    () =>
      [...items].reverse().flatMap((item): RefusedMessage[] => {
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
