/**
 * The one table of roles and scopes. Nobody compares role names outside this file: ask {@link workspaceScopes},
 * {@link channelScopes} or a rule in `rules/`.
 */
export const workspaceRoles = ['owner', 'admin', 'moderator', 'member', 'guest', 'bot'] as const;
export type WorkspaceRole = (typeof workspaceRoles)[number];

export const channelRoles = ['moderator', 'member', 'guest'] as const;
export type ChannelRole = (typeof channelRoles)[number];

/** Rights in the workspace as a whole. */
export const workspaceScopeNames = [
  'workspace.manage',
  'workspace.transfer',
  'member.invite',
  'member.change_role',
  'member.deactivate',
  'bot.manage',
  'people.browse',
  'channel.browse',
  'channel.join',
  'channel.create',
  'direct.create',
] as const;
export type WorkspaceScope = (typeof workspaceScopeNames)[number];

/** Rights in one channel. */
export const channelScopeNames = [
  'channel.read',
  'channel.leave',
  'channel.describe',
  'channel.rename',
  'channel.archive',
  'channel.set_policy',
  'member.add',
  'member.remove',
  'member.set_role',
  'member.mute',
  'message.post',
  'message.post_restricted',
  'message.skip_slow_mode',
  'message.edit_own',
  'message.delete_own',
  'message.delete_any',
  'message.react',
  'message.pin',
  'mention.channel',
  'thread.follow',
  'thread.title_own',
  'thread.title_any',
  'thread.resolve',
  'thread.pin',
  'thread.lock',
  'thread.mute',
  'thread.move',
  'thread.post_locked',
] as const;
export type ChannelScope = (typeof channelScopeNames)[number];
export type Scope = WorkspaceScope | ChannelScope;

const guestInWorkspace = [] as const satisfies WorkspaceScope[];
const memberInWorkspace = [
  'people.browse',
  'channel.browse',
  'channel.join',
  'channel.create',
  'direct.create',
] as const satisfies WorkspaceScope[];
const moderatorInWorkspace = [...memberInWorkspace, 'member.invite'] as const satisfies WorkspaceScope[];

const workspaceTable: Record<WorkspaceRole, ReadonlySet<WorkspaceScope>> = {
  owner: new Set(workspaceScopeNames),
  // An export has everybody's private messages in it.
  admin: new Set(workspaceScopeNames.filter((scope) => scope !== 'workspace.transfer')),
  moderator: new Set(moderatorInWorkspace),
  member: new Set(memberInWorkspace),
  guest: new Set(guestInWorkspace),
  bot: new Set(['people.browse', 'channel.browse', 'channel.join'] as const),
};

const guestInChannel = [
  'channel.read',
  'channel.leave',
  'message.post',
  'message.edit_own',
  'message.delete_own',
  'message.react',
  'thread.follow',
  'thread.title_own',
  'thread.resolve',
] as const satisfies ChannelScope[];
const memberInChannel = [
  ...guestInChannel,
  'channel.describe',
  'member.add',
  'message.pin',
  'mention.channel',
] as const satisfies ChannelScope[];

const channelTable: Record<ChannelRole, ReadonlySet<ChannelScope>> = {
  moderator: new Set(channelScopeNames),
  member: new Set(memberInChannel),
  guest: new Set(guestInChannel),
};

/** What people may do in a direct conversation: it has no moderators and its people do not change. */
const directTable: ReadonlySet<ChannelScope> = new Set([
  'channel.read',
  'message.post',
  'message.edit_own',
  'message.delete_own',
  'message.react',
  'message.pin',
  'thread.follow',
  'thread.title_own',
  'thread.resolve',
]);

/** What somebody who has not joined may do in a public channel, given the workspace scope `channel.browse`. */
const visitorTable: ReadonlySet<ChannelScope> = new Set(['channel.read']);
const nothing: ReadonlySet<never> = new Set();

/** Which channel role a person's workspace role amounts to inside a channel that they are in, at least. */
const floorInChannel: Partial<Record<WorkspaceRole, ChannelRole>> = {
  owner: 'moderator',
  admin: 'moderator',
  moderator: 'moderator',
};

const roleOrder: Record<WorkspaceRole, number> = {
  owner: 4,
  admin: 3,
  moderator: 2,
  member: 1,
  bot: 0,
  guest: 0,
};

/** `['owner']` is no role, though a property look-up would take it for one. */
function isKeyOf(table: object, role: unknown): boolean {
  return typeof role === 'string' && Object.hasOwn(table, role);
}

/** Rights of a workspace role. An unknown role (hostile or from a newer version) has none. */
export function workspaceScopes(role: WorkspaceRole): ReadonlySet<WorkspaceScope> {
  return isKeyOf(workspaceTable, role) ? workspaceTable[role] : nothing;
}

/**
 * Rights in one channel.
 * @param role the person's role in the channel, or null when they are not in it
 */
export function channelScopes(
  kind: 'public' | 'private' | 'direct',
  role: ChannelRole | null,
  workspaceRole: WorkspaceRole,
): ReadonlySet<ChannelScope> {
  if (role === null) {
    return kind === 'public' && workspaceScopes(workspaceRole).has('channel.browse') ? visitorTable : nothing;
  }
  if (kind === 'direct') return directTable;
  const floor = isKeyOf(floorInChannel, workspaceRole) ? floorInChannel[workspaceRole] : undefined;
  const effective = floor ?? role;
  return isKeyOf(channelTable, effective) ? channelTable[effective] : nothing;
}

/** May somebody with role `actor` change, mute, remove or deactivate somebody with role `subject`? Owners only by owners. */
export function outranks(actor: WorkspaceRole, subject: WorkspaceRole): boolean {
  if (actor === 'owner') return true;
  if (!isKeyOf(roleOrder, actor) || !isKeyOf(roleOrder, subject)) return false;
  return roleOrder[actor] > roleOrder[subject];
}

/** The channel role that a person gets when they join: guests stay guests. */
export function joiningRole(role: WorkspaceRole): ChannelRole {
  return role === 'guest' ? 'guest' : 'member';
}
