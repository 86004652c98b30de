import type { ChannelId, MemberId, Scope, WorkspaceRole, CompanyId } from '@atrium/shared';

/** What a transport hands to `authenticate`: the one function that turns it into somebody. */
export interface Credentials {
  /** The Cookie header. */
  cookie: string | undefined;
  /** The token of `Authorization: Bearer`, or of the socket's `auth.token`. */
  bearer: string | undefined;
  address: string;
  userAgent: string;
}

/** How somebody proved who they are. */
export type Proof =
  | { kind: 'session'; sessionId: string; expiresAt: number }
  | { kind: 'token'; tokenId: string; scopes: ReadonlySet<Scope>; channelIds: ReadonlySet<ChannelId> | null }
  /** The server itself, for a message that the member scheduled. */
  | { kind: 'schedule' };

/** Somebody who was authenticated, as they are now: read from the directory for each command, never kept in a socket. */
export interface Caller {
  memberId: MemberId;
  role: WorkspaceRole;
  companyId: CompanyId | null;
  deactivated: boolean;
  proof: Proof;
  address: string;
}

/** Null for no or wrong credentials; throws `retry_later` when it cannot know (never lets somebody in by mistake). */
export type Authenticate = (credentials: Credentials) => Promise<Caller | null>;
