/** Hostile and odd actors against every rule: what is not in the table has no rights. */
import { describe, expect, test } from 'vitest';
import type { ChannelId, MemberId } from '../ids.ts';
import { channelScopes, outranks, type WorkspaceRole, workspaceRoles, workspaceScopes } from '../roles.ts';
import type { Channel, Standing } from '../schema/channel.ts';
import type { Message, ThreadFlags } from '../schema/entry.ts';
import { canAddMember, canJoin, canLeave, canModerateMember, canUnarchive } from './channels.ts';
import { canDelete, canEdit, canMention, canPin, canPost, canReact } from './messages.ts';
import { type Actor, canInWorkspace, canRead, noFlags, type Place } from './place.ts';
import { canModerateThread, canMoveThread, canResolve, canTakeThread, canTitle } from './threads.ts';

const now = 1_000_000;
const ana = 'ana' as MemberId;
const channel: Channel = {
  id: 'c' as ChannelId,
  kind: 'public',
  name: 'c',
  topic: '',
  purpose: '',
  postingPolicy: 'everyone',
  slowModeMs: 0,
  archivedAt: null,
  sharedWith: [],
  createdBy: ana,
  createdAt: 0,
  directMemberIds: [],
};
const standing: Standing = {
  memberId: ana,
  role: 'member',
  mutedUntil: 0,
  muteReason: '',
  visibleFrom: 1,
  joinedSeq: 1,
};
const message: Message = {
  seq: 5,
  at: 0,
  authorId: ana,
  n: 1,
  kind: 'message',
  clientId: null,
  rootSeq: null,
  rn: 0,
  body: 'x',
  action: false,
  mentions: { members: [], everyone: null },
  reactions: [],
  files: [],
  pinnedAt: null,
  editedAt: null,
  deletedAt: null,
  updatedSeq: 5,
};
const actor = (more: Partial<Actor> = {}): Actor => ({
  memberId: ana,
  role: 'member',
  deactivated: false,
  ...more,
});
const place = (more: Partial<Standing> | null = {}, settings: Partial<Channel> = {}): Place => ({
  channel: { ...channel, ...settings },
  standing: more && { ...standing, ...more },
  now,
});
const attempt = { rootSeq: null, flags: null, mentions: message.mentions, lastPostAt: 0 };
const locked: ThreadFlags = { ...noFlags, lockedAt: 1 };

const rules: Record<string, (who: Actor, where: Place) => { ok: boolean; code?: string }> = {
  canRead,
  canPost: (who, where) => canPost(who, where, attempt),
  canEdit: (who, where) => canEdit(who, where, message, noFlags),
  canDelete: (who, where) => canDelete(who, where, message),
  canReact: (who, where) => canReact(who, where, message, noFlags),
  canPin: (who, where) => canPin(who, where, message),
  canResolve: (who, where) => canResolve(who, where, message, noFlags),
  canTitle: (who, where) => canTitle(who, where, message, noFlags),
  canLeave,
  'canModerateThread pin': (who, where) => canModerateThread(who, where, message, 'thread.pin'),
  canMoveThread: (who, where) => canMoveThread(who, where, message, noFlags),
  canTakeThread,
  canUnarchive,
  canAddMember: (who, where) => canAddMember(who, where, 'member'),
};

describe.each(Object.entries(rules))('%s', (_name, rule) => {
  test.each([
    null,
    undefined,
    '__proto__',
    'constructor',
    'toString',
    'OWNER',
    'hasOwnProperty',
    '',
    7,
    {},
    ['owner'],
  ])('a workspace role %j that is not in the table has no rights', (role) => {
    expect(rule(actor({ role: role as WorkspaceRole }), place(null))).toMatchObject({
      ok: false,
      code: 'not_found',
    });
  });

  test('a channel role that is not in the table has no rights', () => {
    for (const role of [['moderator'], '__proto__', 'constructor', 'MODERATOR', '']) {
      const verdict = rule(actor(), place({ role: role as never }));
      expect(verdict).toMatchObject({ ok: false, code: 'not_found' });
    }
  });

  test('the deactivated have none', () => {
    expect(rule(actor({ role: 'owner', deactivated: true }), place())).toMatchObject({
      ok: false,
      code: 'deactivated',
    });
  });

  test('a private channel does not exist for those who are not in it, whatever they are elsewhere', () => {
    for (const role of workspaceRoles) {
      expect(rule(actor({ role }), place(null, { kind: 'private' }))).toMatchObject({
        ok: false,
        code: 'not_found',
      });
    }
  });

  test('a token for other channels, or without the scope to read, finds nothing', () => {
    const elsewhere = actor({ tokenChannelIds: new Set(['other' as ChannelId]) });
    expect(rule(elsewhere, place())).toMatchObject({ ok: false, code: 'not_found' });
    expect(rule(actor({ tokenScopes: new Set() }), place())).toMatchObject({ ok: false, code: 'not_found' });
  });
});

describe('posting', () => {
  const code = (where: Place, more = {}, who = actor()) => {
    const verdict = canPost(who, where, { ...attempt, ...more });
    return verdict.ok ? 'ok' : verdict.code;
  };
  const moderator = place({ role: 'moderator' });

  test.each([
    ['a member', place(), {}, 'ok'],
    ['a visitor of a public channel', place(null), {}, 'forbidden'],
    ['the muted for good', place({ mutedUntil: null }), {}, 'muted'],
    ['the muted until later', place({ mutedUntil: now + 1 }), {}, 'muted'],
    ['the muted until now', place({ mutedUntil: now }), {}, 'ok'],
    ['in an archived channel', place({}, { archivedAt: 1 }), {}, 'channel_archived'],
    ['where moderators post', place({}, { postingPolicy: 'moderators' }), {}, 'posting_restricted'],
    ['a moderator there', place({ role: 'moderator' }, { postingPolicy: 'moderators' }), {}, 'ok'],
    ['in a locked thread', place(), { rootSeq: 5, flags: locked }, 'thread_locked'],
    ['a moderator in it', moderator, { rootSeq: 5, flags: locked }, 'ok'],
    ['in a thread before one’s time', place({ visibleFrom: 6 }), { rootSeq: 5, flags: noFlags }, 'not_found'],
    ['too soon', place({}, { slowModeMs: 1_000 }), { lastPostAt: now - 999 }, 'slow_mode'],
    ['not too soon', place({}, { slowModeMs: 1_000 }), { lastPostAt: now - 1_000 }, 'ok'],
    ['a moderator too soon', place({ role: 'moderator' }, { slowModeMs: 1_000 }), { lastPostAt: now }, 'ok'],
    ['to everybody', place(), { mentions: { members: [], everyone: 'channel' } }, 'ok'],
    [
      'a guest to everybody',
      place({ role: 'guest' }),
      { mentions: { members: [], everyone: 'here' } },
      'scope_missing',
    ],
  ] as const)('%s', (_who, where, more, expected) => {
    expect(code(where, more)).toBe(expected);
  });

  test('a token needs the scope for it', () => {
    const reader = actor({ tokenScopes: new Set(['channel.read'] as const) });
    const writer = actor({ tokenScopes: new Set(['channel.read', 'message.post'] as const) });
    expect(code(place(), {}, reader)).toBe('scope_missing');
    expect(code(place(), {}, writer)).toBe('ok');
    expect(canMention(writer, place(), { members: [], everyone: 'channel' }).ok).toBe(false);
  });

  test('how long to wait is told', () => {
    const verdict = canPost(actor(), place({}, { slowModeMs: 1_000 }), { ...attempt, lastPostAt: now - 400 });
    expect(verdict).toEqual({ ok: false, code: 'slow_mode', retryAfterMs: 600 });
  });
});

describe('moderating people', () => {
  const by = (
    role: WorkspaceRole,
    channelRole: Standing['role'],
    subject: WorkspaceRole,
    theirs: Standing['role'] = 'member',
  ) =>
    canModerateMember(
      actor({ role, memberId: 'mo' as MemberId }),
      place({ memberId: 'mo' as MemberId, role: channelRole }),
      { role: subject, standing: { ...standing, role: theirs } },
      'member.mute',
    ).ok;

  test.each([
    ['member', 'member', 'member', 'member', false],
    ['member', 'moderator', 'member', 'member', true],
    ['member', 'moderator', 'member', 'moderator', false],
    ['member', 'moderator', 'moderator', 'member', false],
    ['moderator', 'member', 'member', 'moderator', true],
    ['admin', 'member', 'owner', 'member', false],
    ['owner', 'member', 'owner', 'moderator', true],
    ['guest', 'guest', 'guest', 'guest', false],
  ] as const)('%s (%s here) mutes %s (%s here): %s', (role, here, subject, theirs, expected) => {
    expect(by(role, here, subject, theirs)).toBe(expected);
  });

  test('nobody who is not in the channel can be acted upon, and nobody unknown is outranked', () => {
    const verdict = canModerateMember(
      actor({ role: 'owner' }),
      place(),
      { role: 'member', standing: null },
      'member.remove',
    );
    expect(verdict).toEqual({ ok: false, code: 'not_found' });
    for (const role of [null, '__proto__', 'OWNER'] as unknown as WorkspaceRole[]) {
      expect(outranks('admin', role)).toBe(false);
      expect(outranks(role, 'guest')).toBe(false);
    }
  });
});

test('joining: public only, not for guests, not what is archived', () => {
  const code = (who: Actor, where: Place) => {
    const verdict = canJoin(who, where);
    return verdict.ok ? 'ok' : verdict.code;
  };
  expect(code(actor(), place(null))).toBe('ok');
  expect(code(actor({ role: 'guest' }), place(null))).toBe('not_found');
  expect(code(actor(), place(null, { archivedAt: 1 }))).toBe('channel_archived');
  expect(code(actor(), place({}, { kind: 'direct' }))).toBe('forbidden');
});

test('the tables cannot be asked for what every object has', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'valueOf']) {
    expect(workspaceScopes(name as WorkspaceRole).size).toBe(0);
    expect(channelScopes('private', name as never, 'member').size).toBe(0);
    expect(canInWorkspace(actor({ role: name as WorkspaceRole }), 'channel.create').ok).toBe(false);
  }
});
