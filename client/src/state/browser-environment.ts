/** Where a client runs in a browser's tab. */
import { type ChannelId, type MemberId, newId } from '@atrium/shared';
import { createConnection } from '../net/connection.ts';
import { createHttp } from '../net/http.ts';
import { socketLink } from '../net/socket-link.ts';
import { realTimers } from '../net/timers.ts';
import { browserOutlet } from './browser-outlet.ts';
import type { Environment } from './environment.ts';
import { lastingStorage } from './lasting-storage.ts';
import { leaseLeadership } from './lease.ts';
import { isNewestPage } from './newest-page.ts';
import { memoryStorage } from './storage.ts';
import { deleteIdbStorage, openIdbStorage } from './storage-idb.ts';
import { broadcastBus, type Leadership, lockLeadership, silentBus } from './tabs.ts';

const lastMemberKey = 'atrium:last-member';

export interface BrowserHooks {
  /** Goes to a path of this workspace. */
  open: (path: string) => void;
}

export function browserEnvironment({ open }: BrowserHooks): Environment {
  const http = createHttp();
  return {
    connection: createConnection(socketLink(), http, realTimers),
    http,
    timers: realTimers,
    // A private window may refuse: then nothing outlives the tab, and everything else works.
    openStorage: (memberId) =>
      openIdbStorage(memberId).then(
        (storage) => lastingStorage(storage, notKept),
        (error: unknown) => {
          notKept(error);
          return memoryStorage();
        },
      ),
    deleteStorage: deleteIdbStorage,
    lastMember: {
      get: () => localStorage.getItem(lastMemberKey) as MemberId | null,
      set: (memberId) =>
        memberId === null
          ? localStorage.removeItem(lastMemberKey)
          : localStorage.setItem(lastMemberKey, memberId),
    },
    openBus: (memberId) =>
      'BroadcastChannel' in globalThis ? broadcastBus(`atrium:${memberId}`) : silentBus,
    leadership,
    page: {
      visible: () => document.visibilityState === 'visible' && document.hasFocus(),
      onVisibility(listener) {
        const off = new AbortController();
        document.addEventListener('visibilitychange', listener, { signal: off.signal });
        window.addEventListener('focus', listener, { signal: off.signal });
        window.addEventListener('blur', listener, { signal: off.signal });
        return () => off.abort();
      },
      onOnline(listener) {
        window.addEventListener('online', listener);
        return () => window.removeEventListener('online', listener);
      },
      newest: isNewestPage,
      channel: () => (/^\/c\/([^/]+)$/.exec(location.pathname)?.[1] ?? null) as ChannelId | null,
      open,
    },
    outlet: browserOutlet,
  };
}

/** No fault of the product, and nothing that somebody could do about it: for whoever looks for why. */
function notKept(error: unknown): void {
  // oxlint-disable-next-line no-console
  console.warn('Atrium keeps nothing on this device for now.', error);
}

/** Web Locks exist on secure pages only; a workspace in a local network may be served over plain HTTP. */
function leadership(memberId: MemberId): Leadership {
  const name = `atrium:lead:${memberId}`;
  return 'locks' in navigator
    ? lockLeadership(name)
    : leaseLeadership(name, newId(), localStorage, realTimers);
}
