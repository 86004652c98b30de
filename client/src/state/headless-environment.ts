/** A client without a page: for programs, and for tests that drive servers with the real outbox and timelines. */
import type { MemberId } from '@atrium/shared';
import { createConnection } from '../net/connection.ts';
import { createHttp } from '../net/http.ts';
import { socketLink } from '../net/socket-link.ts';
import { realTimers } from '../net/timers.ts';
import type { Environment } from './environment.ts';
import { silentOutlet } from './notifications.ts';
import { memoryStorage, type Storage } from './storage.ts';
import { alone, silentBus } from './tabs.ts';

export interface HeadlessOptions {
  /** Of the server, without a slash at the end. */
  url: string;
  /** A session's cookie; it counts only with the Origin of the server's own page, which is sent along. */
  cookie?: string;
  token?: string;
  /** What outlives this client; nothing does when absent. */
  storage?: Storage;
}

export function headlessEnvironment({
  url,
  cookie,
  token,
  storage = memoryStorage(),
}: HeadlessOptions): Environment {
  const headers = (): Record<string, string> =>
    cookie === undefined ? {} : { cookie, origin: new URL(url).origin };
  const bearer = (): Record<string, string> =>
    token === undefined ? {} : { authorization: `Bearer ${token}` };
  const http = createHttp({ url, headers: () => ({ ...headers(), ...bearer() }) });
  const link = socketLink({ url, headers, ...(token === undefined ? {} : { token }) });
  let last: MemberId | null = null;
  return {
    connection: createConnection(link, http, realTimers),
    http,
    timers: realTimers,
    openStorage: async () => storage,
    deleteStorage: () => storage.clear(['outbox', 'drafts', 'channels', 'members', 'values']),
    lastMember: { get: () => last, set: (memberId) => (last = memberId) },
    openBus: () => silentBus,
    leadership: () => alone,
    page: {
      visible: () => true,
      onVisibility: () => () => {},
      onOnline: () => () => {},
      newest: async () => true,
      channel: () => null,
      open: () => {},
    },
    outlet: silentOutlet,
  };
}
