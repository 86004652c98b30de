/**
 * Everything that a person can do, by name. Each resolves to a typed result or throws an `AtriumError`; those marked
 * *outbox* resolve as soon as what was done is safe on this device, show at once, and cannot be refused any more by a
 * lost connection: a refusal by the server shows at the row itself, to be retried, changed or discarded.
 */
import type {
  BotToken,
  Channel,
  ChannelId,
  ChannelPreference,
  ChannelSummary,
  ClientId,
  CommandInput,
  CommandName,
  CommandResult,
  Company,
  Invitation,
  Me,
  Member,
  MemberId,
  MemberStatus,
  Message,
  Preferences,
  Saved,
  Scheduled,
  Seq,
  Session,
  Standing,
} from '@atrium/shared';
import type { Conversation } from './views.ts';

export interface SessionActions {
  /** Each of the first three opens the workspace on success. */
  setUp(input: CommandInput<'account.set_up'>): Promise<void>;
  signIn(input: CommandInput<'account.sign_in'>): Promise<void>;
  signUp(input: CommandInput<'account.sign_up'>): Promise<{ confirm: boolean }>;
  /** How many messages only this device has. */
  unsent(): number;
  /** Ends the session and wipes this device, {@link unsent} messages included; what was begun goes to the server first. */
  signOut(): Promise<void>;
  signOutEverywhere(): Promise<{ ended: number }>;
  previewInvitation(token: string): Promise<CommandResult<'invitation.preview'>>;
  requestReset(email: string): Promise<void>;
  resetPassword(input: CommandInput<'account.reset_password'>): Promise<void>;
  confirmEmail(token: string): Promise<void>;
  changePassword(input: CommandInput<'account.change_password'>): Promise<void>;
  changeEmail(input: CommandInput<'account.change_email'>): Promise<{ confirm: boolean }>;
  listSessions(): Promise<Session[]>;
  revokeSession(id: string): Promise<void>;
  /** Asks the server again who this is, after `unreachable`. */
  retry(): Promise<void>;
}

export interface MessageActions {
  /** *Outbox.* Resolves to the clientId under which the pending row shows. */
  post(conversation: Conversation, body: string, options?: { action?: boolean }): Promise<ClientId>;
  /** *Outbox.* */
  edit(channelId: ChannelId, seq: Seq, body: string): Promise<void>;
  /** *Outbox.* */
  remove(channelId: ChannelId, seq: Seq): Promise<void>;
  /** *Outbox.* */
  react(channelId: ChannelId, seq: Seq, emoji: string, on: boolean): Promise<void>;
  pin(channelId: ChannelId, seq: Seq, on: boolean): Promise<void>;
  pins(channelId: ChannelId): Promise<Message[]>;
  get(channelId: ChannelId, seq: Seq): Promise<Message>;
  /** Where it went with its thread; null when it was not moved, or is not one's to see there. */
  movedTo(channelId: ChannelId, seq: Seq): Promise<CommandResult<'message.get'>['movedTo']>;
  /** A message that was refused: sends it again, puts it back among the drafts (after what is there), or throws it away. */
  retry(clientId: ClientId): Promise<void>;
  takeBack(clientId: ClientId): Promise<void>;
  discard(clientId: ClientId): Promise<void>;
  /** A change of one's own that was refused (see `MessageRow.change`): forgets it. */
  discardChange(channelId: ChannelId, seq: Seq): Promise<void>;
  /** One's newest message in a conversation that can still be edited, for arrow-up. */
  lastOwn(conversation: Conversation): Message | null;
}

export interface ThreadActions {
  setTitle(channelId: ChannelId, rootSeq: Seq, title: string | null): Promise<void>;
  follow(channelId: ChannelId, rootSeq: Seq, on: boolean): Promise<void>;
  resolve(channelId: ChannelId, rootSeq: Seq, on: boolean, reason?: string): Promise<void>;
  pin(
    channelId: ChannelId,
    rootSeq: Seq,
    on: boolean,
    options?: { reason?: string; until?: number | null },
  ): Promise<void>;
  lock(channelId: ChannelId, rootSeq: Seq, on: boolean, reason?: string): Promise<void>;
  /** Resolves to where it is then. */
  move(
    channelId: ChannelId,
    rootSeq: Seq,
    toChannelId: ChannelId,
    reason?: string,
  ): Promise<CommandResult<'thread.move'>>;
  mute(
    channelId: ChannelId,
    rootSeq: Seq,
    on: boolean,
    options?: { reason?: string; until?: number | null },
  ): Promise<void>;
}

export interface ReadActions {
  /** Everything in the conversation, or up to `seq`. */
  markRead(conversation: Conversation, seq?: Seq): Promise<void>;
  markUnread(conversation: Conversation, seq: Seq): Promise<void>;
  /** Every channel and followed thread. */
  markAllRead(): Promise<void>;
  markActivityRead(): Promise<void>;
}

export interface ChannelActions {
  create(input: {
    kind: 'public' | 'private';
    name: string;
    topic?: string;
    purpose?: string;
  }): Promise<ChannelSummary>;
  /** Resolves to the conversation with these people, begun if there is none. */
  openDirect(memberIds: MemberId[]): Promise<ChannelSummary>;
  browse(input: CommandInput<'channel.browse'>): Promise<CommandResult<'channel.browse'>>;
  join(channelId: ChannelId): Promise<void>;
  leave(channelId: ChannelId): Promise<void>;
  rename(channelId: ChannelId, name: string): Promise<void>;
  describe(channelId: ChannelId, change: { topic?: string; purpose?: string }): Promise<void>;
  archive(channelId: ChannelId, on: boolean): Promise<void>;
  setPolicy(
    channelId: ChannelId,
    change: { postingPolicy?: Channel['postingPolicy']; slowModeMs?: number },
  ): Promise<void>;
  members(input: CommandInput<'channel.members'>): Promise<CommandResult<'channel.members'>>;
  /** Null for somebody who is not in the channel. */
  standing(channelId: ChannelId, memberId: MemberId): Promise<Standing | null>;
  addMember(channelId: ChannelId, memberId: MemberId): Promise<void>;
  removeMember(channelId: ChannelId, memberId: MemberId, reason?: string): Promise<void>;
  setRole(channelId: ChannelId, memberId: MemberId, role: 'moderator' | 'member'): Promise<void>;
  muteMember(channelId: ChannelId, memberId: MemberId, until: number | null, reason?: string): Promise<void>;
  unmuteMember(channelId: ChannelId, memberId: MemberId): Promise<void>;
}

export interface PeopleActions {
  list(input: CommandInput<'people.list'>): Promise<CommandResult<'people.list'>>;
  setRole(memberId: MemberId, role: CommandInput<'people.set_role'>['role']): Promise<Member>;
  deactivate(memberId: MemberId): Promise<Member>;
  reactivate(memberId: MemberId): Promise<Member>;
  updateProfile(change: CommandInput<'profile.update'>): Promise<Me>;
  setStatus(status: MemberStatus | null): Promise<Me>;
  setDnd(until: number | null): Promise<Me>;
  createCompany(name: string): Promise<Company>;
  companies(): Promise<Company[]>;
  invite(input: CommandInput<'invitation.create'>): Promise<CommandResult<'invitation.create'>>;
  invitations(): Promise<Invitation[]>;
  revokeInvitation(id: string): Promise<void>;
  createBot(name: string, handle: string): Promise<Member>;
  createToken(input: CommandInput<'token.create'>): Promise<{ token: string; info: BotToken }>;
  tokens(memberId: MemberId): Promise<BotToken[]>;
  revokeToken(id: string): Promise<void>;
}

export interface OwnActions {
  /** Shown at once; put back when the server refuses. */
  setPreferences(change: Partial<Preferences>): Promise<void>;
  setChannelPreference(
    channelId: ChannelId,
    change: Partial<Omit<ChannelPreference, 'channelId'>>,
  ): Promise<void>;
  save(channelId: ChannelId, seq: Seq): Promise<void>;
  unsave(channelId: ChannelId, seq: Seq): Promise<void>;
  saved(cursor?: string): Promise<{ saved: Saved[]; next: string | null }>;
  /** What was begun in a thread goes on where it was moved to. */
  carryDraft(from: Conversation, to: Conversation): void;
  schedule(conversation: Conversation, body: string, sendAt: number): Promise<Scheduled>;
  cancelScheduled(id: string): Promise<void>;
  /** To be called on each keystroke; sent now and then. */
  typing(conversation: Conversation): void;
  /** Asks the browser for permission to show notifications, from a click. */
  allowDesktopNotices(): Promise<'granted' | 'denied' | 'default' | 'unsupported'>;
}

export interface Actions {
  session: SessionActions;
  messages: MessageActions;
  threads: ThreadActions;
  reads: ReadActions;
  channels: ChannelActions;
  people: PeopleActions;
  own: OwnActions;
  /** Any command that has no action of its own. */
  command<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<CommandResult<Name>>;
}
