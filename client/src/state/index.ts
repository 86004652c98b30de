/**
 * What screens use. Make one client (`createClient(browserEnvironment(…))`), start its session, and wrap the tree in
 * `ClientProvider`; every hook renders its component again only when the value that it returns changed. The core beneath
 * (`session.ts`, `workspace.ts`) runs without React or a DOM.
 */
export type * from './views.ts';
export type * from './actions-types.ts';
export type { ChannelPermissions, WorkspacePermissions } from './permissions.ts';
export type { RowList } from './row-list.ts';
export type { FoundChannel } from './hooks/own.ts';
export type { RefusedMessage } from './hooks/session.ts';
export { browserEnvironment } from './browser-environment.ts';
export { matchRank } from './search.ts';
export { memberOf, showsSeq } from './membership.ts';
export { withNames } from './plain-text.ts';
export { reasonWords } from './reason-words.ts';
export { ClientProvider, createClient, useActions } from './hooks/provider.tsx';
export { useConnection, useRefused, useSession, useUnreadTotals, useUnsentCount } from './hooks/session.ts';
export {
  useAudience,
  useChannel,
  useChannelName,
  useChannelNames,
  useEntriesOf,
  useSidebar,
  useSidebarItem,
  useSidebarNow,
} from './hooks/channels.ts';
export { useIsDeleted, useTimeline } from './hooks/timeline.ts';
export { useThread, useThreadInbox, useThreadList } from './hooks/threads.ts';
export {
  useCompany,
  useIsMissing,
  useMember,
  useMemberName,
  useMembers,
  useNameLookup,
  usePeopleSearch,
  usePresence,
  useTyping,
} from './hooks/people.ts';
export {
  useActivity,
  useChannelPreference,
  useChannelSearch,
  useDraft,
  useDraftList,
  usePreferences,
  useSaved,
  useScheduled,
} from './hooks/own.ts';
export {
  useLastPostAt,
  usePermissions,
  useThreadTakers,
  useWorkspacePermissions,
} from './hooks/permissions.ts';
export { useArrivals, useNotices } from './hooks/notices.ts';
