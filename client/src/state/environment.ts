import type { ChannelId, MemberId } from '@atrium/shared';
import type { Connection } from '../net/connection.ts';
import type { Http } from '../net/http.ts';
import type { Timers } from '../net/timers.ts';
import type { NoticeOutlet } from './notifications.ts';
import type { Storage } from './storage.ts';
import type { Leadership, TabBus } from './tabs.ts';

/** All that a client needs of where it runs: a browser tab, a program in Node, a test. */
export interface Environment {
  connection: Connection;
  http: Http;
  timers: Timers;
  openStorage: (memberId: MemberId) => Promise<Storage>;
  deleteStorage: (memberId: MemberId) => Promise<void>;
  /** Who was signed in here last: whose state is painted before the server has answered. */
  lastMember: { get(): MemberId | null; set(memberId: MemberId | null): void };
  openBus: (memberId: MemberId) => TabBus;
  leadership: (memberId: MemberId) => Leadership;
  page: PageEnvironment;
  outlet: NoticeOutlet;
}

export interface PageEnvironment {
  /** Is the window in front of somebody? */
  visible(): boolean;
  onVisibility(listener: () => void): () => void;
  /** The network came back. */
  onOnline(listener: () => void): () => void;
  /** Is this client the one that the server gives out now? */
  newest(): Promise<boolean>;
  /** The channel that it begins with, at its end; null: somewhere else. */
  channel(): ChannelId | null;
  /** Goes to a conversation: somebody clicked a notification. */
  open(path: string): void;
}
