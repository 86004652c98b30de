/** The shared rules, asked for oneself in one channel: screens hide with the verdicts that the server refuses with. */
import {
  type Actor,
  canAddMember,
  canChangeChannel,
  canCreateChannel,
  canCreateDirect,
  canDelete,
  canEdit,
  canFollow,
  canInWorkspace,
  canJoin,
  canLeave,
  canModerateMember,
  canModerateThread,
  canMoveThread,
  canPin,
  canPost,
  canReact,
  canResolve,
  canTakeThread,
  canTitle,
  canUnarchive,
  type ChannelScope,
  type Me,
  type Message,
  noFlags,
  type Place,
  type Subject,
  type ThreadFlags,
  type Verdict,
  type WorkspaceRole,
  type WorkspaceScope,
} from '@atrium/shared';

export interface ChannelPermissions {
  /** In the channel itself, or in a thread with these flags. Slow mode is asked with when one last posted. */
  post(flags?: ThreadFlags | null, lastPostAt?: number): Verdict;
  mentionEveryone: Verdict;
  edit(message: Message, flags?: ThreadFlags): Verdict;
  delete(message: Message): Verdict;
  react(message: Message, flags?: ThreadFlags): Verdict;
  pin(message: Message): Verdict;
  /** Pin, lock or mute a thread, and undo it. */
  moderateThread(root: Message, scope: 'thread.pin' | 'thread.lock' | 'thread.mute'): Verdict;
  /** Take a thread out of this channel, and put one into it. */
  moveThread(root: Message, flags: ThreadFlags): Verdict;
  takeThread: Verdict;
  resolve(root: Message, flags: ThreadFlags): Verdict;
  title(root: Message, flags: ThreadFlags): Verdict;
  follow(root: Message): Verdict;
  rename: Verdict;
  describe: Verdict;
  archive: Verdict;
  unarchive: Verdict;
  setPolicy: Verdict;
  join: Verdict;
  leave: Verdict;
  addMember(role: WorkspaceRole): Verdict;
  moderateMember(subject: Subject, scope: 'member.remove' | 'member.mute' | 'member.set_role'): Verdict;
}

export interface WorkspacePermissions {
  createChannel: Verdict;
  createDirect: Verdict;
  can(scope: WorkspaceScope): Verdict;
}

export function toActor(me: Me): Actor {
  return { memberId: me.id, role: me.role, deactivated: me.deactivatedAt !== null };
}

const noMentions = { members: [], everyone: null };

export function channelPermissions(actor: Actor, place: Place): ChannelPermissions {
  const change = (scope: Extract<ChannelScope, `channel.${string}`>) => canChangeChannel(actor, place, scope);
  const post = (flags: ThreadFlags | null, mentions: Message['mentions'], lastPostAt: number) =>
    canPost(actor, place, { rootSeq: null, flags, mentions, lastPostAt });
  return {
    post: (flags = null, lastPostAt = 0) => post(flags, noMentions, lastPostAt),
    mentionEveryone: post(null, { members: [], everyone: 'channel' }, 0),
    edit: (message, flags = noFlags) => canEdit(actor, place, message, flags),
    delete: (message) => canDelete(actor, place, message),
    react: (message, flags = noFlags) => canReact(actor, place, message, flags),
    pin: (message) => canPin(actor, place, message),
    moderateThread: (root, scope) => canModerateThread(actor, place, root, scope),
    moveThread: (root, flags) => canMoveThread(actor, place, root, flags),
    takeThread: canTakeThread(actor, place),
    resolve: (root, flags) => canResolve(actor, place, root, flags),
    title: (root, flags) => canTitle(actor, place, root, flags),
    follow: (root) => canFollow(actor, place, root),
    rename: change('channel.rename'),
    describe: change('channel.describe'),
    archive: change('channel.archive'),
    unarchive: canUnarchive(actor, place),
    setPolicy: change('channel.set_policy'),
    join: canJoin(actor, place),
    leave: canLeave(actor, place),
    addMember: (role) => canAddMember(actor, place, role),
    moderateMember: (subject, scope) => canModerateMember(actor, place, subject, scope),
  };
}

export function workspacePermissions(actor: Actor): WorkspacePermissions {
  return {
    createChannel: canCreateChannel(actor),
    createDirect: canCreateDirect(actor),
    can: (scope) => canInWorkspace(actor, scope),
  };
}
