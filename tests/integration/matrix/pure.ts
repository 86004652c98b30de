/**
 * The same table asked of the rules alone, without a server: quick enough to ask again for every rule that was broken on
 * purpose. What a command's handler decides by itself has no line here.
 */
import type * as AllRoles from '../../../shared/src/roles.ts';
import type * as AllRules from '../../../shared/src/rules/index.ts';
import { edges } from './edges.ts';
import { codeOfLetter, type Row } from './table.ts';

export interface Ground {
  rules: typeof AllRules;
  roles: typeof AllRoles;
}

type Actor = AllRules.Actor;
type Place = AllRules.Place;
type Verdict = AllRules.Verdict;

interface Scene extends Ground {
  actor: Actor;
  place: Place;
  aim: string;
  isOwn: boolean;
}

const now = 1_000_000_000;
const me = 'me' as Actor['memberId'];

export function sceneOf(ground: Ground, row: Row, column: string): Scene {
  const [group = '', name = ''] = column.split('.');
  const role = group === 'token' ? 'bot' : name === 'channel-moderator' ? 'member' : name;
  const actor: Actor = { memberId: me, role: role as Actor['role'], deactivated: false };
  if (role === 'bot') {
    const { workspaceScopeNames, channelScopeNames } = ground.roles;
    const all = [...workspaceScopeNames, ...channelScopeNames];
    actor.tokenScopes = new Set(name === 'none' ? [] : name === 'read' ? ['channel.read'] : all);
    if (name === 'elsewhere') actor.tokenChannelIds = new Set(['elsewhere']) as never;
  }
  const isIn = ['in', 'muted', 'token'].includes(group);
  const channelRole = name === 'channel-moderator' ? 'moderator' : ground.roles.joiningRole(actor.role);
  const standing = {
    memberId: me,
    role: channelRole,
    mutedUntil: group === 'muted' ? null : 0,
    visibleFrom: 1,
  };
  const channel = {
    id: 'here',
    kind: ['private', 'direct'].includes(row.kind) ? row.kind : 'public',
    archivedAt: row.kind === 'archived' ? 1 : null,
    postingPolicy: row.kind === 'restricted' ? 'moderators' : 'everyone',
    slowModeMs: row.aim === 'slow' ? 60_000 : 0,
  };
  const place = { channel, standing: isIn ? { ...standing, muteReason: '' } : null, now } as unknown as Place;
  return { ...ground, actor, place, aim: row.aim, isOwn: row.aim.startsWith('own') };
}

const flagsOf = ({ aim, rules }: Scene) => ({
  ...rules.noFlags,
  lockedAt: aim.endsWith('locked') ? 1 : null,
});
const messageOf = ({ aim, isOwn }: Scene) =>
  ({
    seq: 5,
    rootSeq: null,
    authorId: isOwn ? me : 'other',
    deletedAt: aim.endsWith('deleted') ? 1 : null,
  }) as never;
const everybody = (aim: string) => ({
  members: [],
  everyone: aim.endsWith('everybody') ? ('channel' as const) : null,
});

const post = (scene: Scene): Verdict =>
  scene.rules.canPost(scene.actor, scene.place, {
    rootSeq: ['reply', 'locked'].includes(scene.aim) ? 5 : null,
    flags: flagsOf(scene),
    mentions: everybody(scene.aim),
    lastPostAt: now - 1,
  });
const read = ({ rules, actor, place }: Scene) => rules.canRead(actor, place);
const onChannel =
  (scope: 'channel.rename' | 'channel.archive' | 'channel.set_policy' | 'channel.describe') =>
  ({ rules, actor, place }: Scene) =>
    rules.canChangeChannel(actor, place, scope);
const onThread = (scope: 'thread.pin' | 'thread.lock' | 'thread.mute') => (scene: Scene) =>
  scene.rules.canModerateThread(scene.actor, scene.place, messageOf(scene), scope);
/** Everybody but guests is a moderator at the other end. */
const move = (scene: Scene): Verdict => {
  const { rules, roles, actor, place, aim } = scene;
  const role = roles.joiningRole(actor.role) === 'guest' ? 'guest' : 'moderator';
  const channel = { ...place.channel, kind: 'private', archivedAt: null, postingPolicy: 'everyone' };
  const standing = { memberId: me, role, mutedUntil: 0, visibleFrom: 1, muteReason: '' };
  const other = { channel, standing, now } as unknown as Place;
  const [from, into] = aim === 'from' ? [place, other] : [other, place];
  return rules.firstDenial(
    () => rules.canMoveThread(actor, from, messageOf(scene), rules.noFlags),
    () => rules.canTakeThread(actor, into),
  );
};
const pin = (scene: Scene) => scene.rules.canPin(scene.actor, scene.place, messageOf(scene));
const resolve = (scene: Scene) =>
  scene.rules.canResolve(scene.actor, scene.place, messageOf(scene), flagsOf(scene));
const follow = (scene: Scene) => scene.rules.canFollow(scene.actor, scene.place, messageOf(scene));

const onMember = (scope: 'member.remove' | 'member.mute' | 'member.set_role') => (scene: Scene) => {
  const { rules, roles, actor, place, aim } = scene;
  if (aim === 'stranger') return rules.denied('not_found');
  const role = aim === 'self' ? actor.role : ((aim === 'moderator' ? 'member' : aim) as Actor['role']);
  const standing =
    aim === 'self'
      ? place.standing
      : { memberId: 'other', role: aim === 'moderator' ? 'moderator' : roles.joiningRole(role) };
  return rules.canModerateMember(actor, place, { role, standing: standing as never }, scope);
};

/** By command; what is not here asks no rule, or more than rules. */
const asks: Record<string, (scene: Scene) => Verdict> = {
  ...Object.fromEntries(
    [
      ...[
        'channel.open',
        'channel.members',
        'channel.sync',
        'channel.watch',
        'message.history',
        'message.pins',
      ],
      ...['thread.list', 'draft.set', 'preferences.set_channel'],
    ].map((name) => [name, read]),
  ),
  'message.get': ({ rules, actor, place }) => rules.canSeeMessage(actor, place, { seq: 5, rootSeq: null }),
  'saved.add': ({ rules, actor, place }) => rules.canSeeMessage(actor, place, { seq: 5, rootSeq: null }),
  'thread.open': ({ rules, actor, place }) => rules.canSee(actor, place, 5),
  'message.post': post,
  'typing.set': post,
  'scheduled.create': ({ rules, actor, place, aim }) =>
    rules.firstDenial(
      () => rules.canUse(actor, place, 'message.post'),
      () => rules.canMention(actor, place, everybody(aim)),
    ),
  'message.edit': (scene) =>
    scene.rules.firstDenial(
      () => scene.rules.canEdit(scene.actor, scene.place, messageOf(scene), flagsOf(scene)),
      () => scene.rules.canMention(scene.actor, scene.place, everybody(scene.aim)),
    ),
  'message.delete': (scene) => scene.rules.canDelete(scene.actor, scene.place, messageOf(scene)),
  'message.react': (scene) =>
    scene.rules.canReact(scene.actor, scene.place, messageOf(scene), flagsOf(scene)),
  'message.pin': pin,
  'message.unpin': pin,
  'thread.set_title': (scene) =>
    scene.rules.canTitle(scene.actor, scene.place, messageOf(scene), flagsOf(scene)),
  'thread.resolve': resolve,
  'thread.reopen': resolve,
  'thread.follow': follow,
  'thread.unfollow': follow,
  'thread.pin': onThread('thread.pin'),
  'thread.unpin': onThread('thread.pin'),
  'thread.lock': onThread('thread.lock'),
  'thread.unlock': onThread('thread.lock'),
  'thread.move': move,
  'thread.mute': onThread('thread.mute'),
  'thread.unmute': onThread('thread.mute'),
  'channel.join': ({ rules, actor, place }) => rules.canJoin(actor, place),
  'channel.leave': ({ rules, actor, place }) => rules.canLeave(actor, place),
  'channel.rename': onChannel('channel.rename'),
  'channel.archive': onChannel('channel.archive'),
  'channel.set_policy': onChannel('channel.set_policy'),
  'channel.describe': onChannel('channel.describe'),
  'channel.unarchive': ({ rules, actor, place }) => rules.canUnarchive(actor, place),
  'member.add': ({ rules, actor, place, aim }) =>
    aim === 'nobody'
      ? rules.firstDenial(
          () => rules.canUse(actor, place, 'member.add'),
          () => rules.denied('not_found'),
        )
      : rules.canAddMember(actor, place, aim as Actor['role']),
  'member.remove': onMember('member.remove'),
  'member.mute': onMember('member.mute'),
  'member.unmute': onMember('member.mute'),
  // That guests stay guests is not asked of a rule.
  'member.set_role': (scene) => {
    const verdict = onMember('member.set_role')(scene);
    return scene.aim === 'guest' && verdict.ok ? scene.rules.denied('forbidden') : verdict;
  },
  ...Object.fromEntries(
    Object.entries({
      'workspace.update': 'workspace.manage',
      'company.create': 'workspace.manage',
      'import.list': 'workspace.transfer',
      'bot.create': 'bot.manage',
      'invitation.list': 'member.invite',
      'channel.browse': 'channel.browse',
    } as const).map(([name, scope]) => [
      name,
      ({ rules, actor }: Scene) => rules.canInWorkspace(actor, scope),
    ]),
  ),
  ...Object.fromEntries(
    ['people.get', 'presence.get'].map((name) => [
      name,
      ({ rules, actor, aim }: Scene) =>
        aim === '' || rules.canInWorkspace(actor, 'people.browse').ok
          ? rules.allowed
          : rules.denied('not_found'),
    ]),
  ),
  'channel.create': ({ rules, actor }) => rules.canCreateChannel(actor),
  'direct.open': ({ rules, actor, aim }) => (aim === 'member' ? rules.canCreateDirect(actor) : rules.allowed),
  'people.set_role': ({ rules, roles, actor, aim }) =>
    outranked(rules, roles, actor, aim, 'member.change_role'),
  'people.deactivate': ({ rules, roles, actor, aim }) =>
    outranked(rules, roles, actor, aim, 'member.deactivate'),
};

function outranked(
  rules: Ground['rules'],
  roles: Ground['roles'],
  actor: Actor,
  aim: string,
  scope: 'member.change_role' | 'member.deactivate',
): Verdict {
  return rules.firstDenial(
    () => rules.canInWorkspace(actor, scope),
    () => (aim === 'nobody' ? rules.denied('not_found') : rules.allowed),
    () => (roles.outranks(actor.role, aim as Actor['role']) ? rules.allowed : rules.denied('forbidden')),
  );
}

const bySelf = new Set(['direct.open begun', 'direct.open nobody', 'people.set_role guest']);
const isAsked = ({ command, aim }: Row) =>
  Object.hasOwn(asks, command) && !aim.includes('-to-') && !bySelf.has(`${command} ${aim}`);

/** Cells that the rules decide, and not a handler or the door before it. */
export function pureCells(rows: readonly Row[]): { row: Row; column: string; letter: string }[] {
  return rows
    .filter(isAsked)
    .flatMap((row) => [...row.cells].map(([column, letter]) => ({ row, column, letter })))
    .filter(({ column, letter }) => letter !== '-' && !column.startsWith('out.'));
}

export function answerOf(ground: Ground, row: Row, column: string): string {
  const verdict = asks[row.command]!(sceneOf(ground, row, column));
  return verdict.ok ? 'ok' : verdict.code;
}

/** The first cell or edge that the rules answer otherwise than written down; null when there is none. */
export function firstDisagreement(ground: Ground, cells: ReturnType<typeof pureCells>): string | null {
  for (const { what, ask, expected } of edges) {
    const answer = attempt(() => ask(ground));
    if (answer !== expected) return `${what}: ${answer}, not ${expected}`;
  }
  for (const { row, column, letter } of cells) {
    const answer = attempt(() => answerOf(ground, row, column));
    if (answer !== codeOfLetter[letter])
      return `${row.command} @${row.aim} in ${row.kind} by ${column}: ${answer}, not ${codeOfLetter[letter]}`;
  }
  return null;
}

function attempt(ask: () => string): string {
  try {
    return ask();
  } catch (error) {
    return String(error);
  }
}
