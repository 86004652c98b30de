import { useCallback } from 'react';
import type { ConnectionView, SessionView, UnreadTotals } from '../views.ts';
import { sameFields, useLive, useStored } from './live.ts';
import { useClient, useWorkspace } from './provider.tsx';

export function useSession(): SessionView {
  return useStored(useClient().session.view, (view) => view);
}

export function useConnection(): ConnectionView {
  return useStored(useClient().session.connection, (view) => view);
}

/** Messages that wait to be sent on this device, and those that were refused. */
export function useOutbox(): { waiting: number; failed: number } {
  const { outbox } = useWorkspace();
  const subscribe = useCallback((listener: () => void) => outbox.changed.on(listener), [outbox]);
  const read = useCallback(() => {
    const items = outbox.items().filter(({ landed }) => landed === null);
    const failed = items.filter((item) => item.failed !== null).length;
    return { waiting: items.length - failed, failed };
  }, [outbox]);
  return useLive(subscribe, read, sameFields);
}

export function useUnreadTotals(): UnreadTotals {
  return useStored(useWorkspace().sidebar.totals, (totals) => totals);
}
