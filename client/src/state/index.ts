/**
 * What screens use. Wrap the tree in `ClientProvider`; every hook re-renders its component only when the value that it
 * returns changed. Nothing here is imported by `net`, and the core beneath (`client.ts`) runs without React or a DOM.
 */
import type { ReactNode } from 'react';
import type {
  ChannelId,
  Company,
  CompanyId,
  Member,
  MemberId,
  Preferences,
  Saved,
  Scheduled,
  Seq,
} from '@atrium/shared';
import type { Actions } from './actions-types.ts';
import type { ChannelPermissions, WorkspacePermissions } from './permissions.ts';
import type {
  ActivityItem,
  Around,
  AudienceView,
  ChannelView,
  ConnectionView,
  Conversation,
  DraftView,
  Loadable,
  NoticeView,
  Paged,
  PresenceView,
  SessionView,
  SidebarItem,
  SidebarView,
  ThreadItem,
  ThreadView,
  Timeline,
  TypingView,
  UnreadTotals,
} from './views.ts';

export type * from './views.ts';
export type * from './actions-types.ts';
export type * from './permissions.ts';
export type { RowList } from './row-list.ts';

export declare function ClientProvider(props: { children: ReactNode }): ReactNode;
export declare function useActions(): Actions;
export declare function useSession(): SessionView;
export declare function useConnection(): ConnectionView;
/** Messages that wait to be sent on this device, and those that were refused. */
export declare function useOutbox(): { waiting: number; failed: number };
export declare function useSidebar(): SidebarView;
export declare function useSidebarItem(channelId: ChannelId): SidebarItem | null;
export declare function useChannel(channelId: ChannelId): Loadable<ChannelView>;
export declare function useTimeline(channelId: ChannelId, rootSeq: Seq | null, around?: Around): Timeline;
export declare function useThread(channelId: ChannelId, rootSeq: Seq): Loadable<ThreadView>;
export declare function useThreadInbox(filter: 'all' | 'unread'): Paged<ThreadItem> & { unread: number };
export declare function useThreadList(
  channelId: ChannelId,
  filter: 'all' | 'followed' | 'unresolved' | 'resolved',
): Paged<ThreadItem>;
export declare function useActivity(
  filter: 'all' | 'unread' | 'mentions',
): Paged<ActivityItem> & { unread: number };
/** Null until it is known; asked of the server on first use, many at a time. */
export declare function useMember(id: MemberId | null): Member | null;
export declare function useMembers(ids: readonly MemberId[]): readonly Member[];
export declare function useCompany(id: CompanyId | null): Company | null;
export declare function usePeopleSearch(query: string, options?: { limit?: number }): readonly Member[];
/** Own channels first, then public ones that one is not in. */
export declare function useChannelSearch(
  query: string,
  options?: { limit?: number },
): readonly {
  channelId: ChannelId;
  title: string;
  kind: 'public' | 'private' | 'direct';
  joined: boolean;
  unread: number;
}[];
export declare function useTyping(conversation: Conversation): TypingView;
export declare function usePresence(id: MemberId | null): PresenceView;
export declare function useDraft(conversation: Conversation): DraftView;
/** Conversations with something begun in them. */
export declare function useDraftList(): readonly (Conversation & { body: string; updatedAt: number })[];
export declare function usePreferences(): Preferences;
export declare function useChannelPreference(channelId: ChannelId): {
  level: 'all' | 'mentions' | 'nothing' | null;
  section: string | null;
  order: number;
};
export declare function useScheduled(): readonly Scheduled[];
export declare function useSaved(): Paged<Saved>;
export declare function useUnreadTotals(): UnreadTotals;
export declare function usePermissions(channelId: ChannelId): ChannelPermissions;
export declare function useWorkspacePermissions(): WorkspacePermissions;
export declare function useAudience(channelId: ChannelId): AudienceView;
/** Calls back for each notice that should sound or show, also without desktop permission: for an in-app toast. */
export declare function useNotices(onNotice: (notice: NoticeView) => void): void;
/** Calls back for each message that arrived live in a conversation, for a live region. */
export declare function useArrivals(
  conversation: Conversation,
  onArrival: (text: { author: Member | null; body: string }) => void,
): void;
