/** What the table has no place for, written by hand as it is: a history that begins later, times that are over, hostile roles. */
import type { Ground } from './pure.ts';

export interface Edge {
  what: string;
  expected: string;
  ask(ground: Ground): string;
}

type Rules = Ground['rules'];
type Actor = Parameters<Rules['canRead']>[0];
type Place = Parameters<Rules['canRead']>[1];
type Verdict = ReturnType<Rules['canRead']>;

const now = 1_000_000;
const me = 'me' as Actor['memberId'];
const actor = (role: string, more: Partial<Actor> = {}): Actor => ({
  memberId: me,
  role: role as Actor['role'],
  deactivated: false,
  ...more,
});
const place = (standing: object | null, channel: object = {}): Place =>
  ({
    now,
    channel: {
      id: 'here',
      kind: 'public',
      archivedAt: null,
      postingPolicy: 'everyone',
      slowModeMs: 0,
      ...channel,
    },
    standing: standing && {
      memberId: me,
      role: 'member',
      mutedUntil: 0,
      muteReason: '',
      visibleFrom: 1,
      ...standing,
    },
  }) as unknown as Place;

const late = place({ role: 'guest', visibleFrom: 6 });
const lateModerator = place({ role: 'moderator', visibleFrom: 6 });
const before = { seq: 5, rootSeq: null, authorId: me, deletedAt: null } as never;
const replyToBefore = { seq: 8, rootSeq: 5, authorId: me, deletedAt: null } as never;
const after = { seq: 8, rootSeq: 7, authorId: me, deletedAt: null } as never;
const nothing = { members: [], everyone: null };

const say = (verdict: Verdict): string => (verdict.ok ? 'ok' : verdict.code);
const edge = (what: string, expected: string, ask: (ground: Ground) => Verdict): Edge => ({
  what,
  expected,
  ask: (ground) => say(ask(ground)),
});

const aboutMessages = ([what, message, expected]: readonly [string, never, string]): Edge[] => [
  edge(`${what} is edited`, expected, ({ rules }) =>
    rules.canEdit(actor('guest'), late, message, rules.noFlags),
  ),
  edge(`${what} is deleted`, expected, ({ rules }) => rules.canDelete(actor('guest'), late, message)),
  edge(`${what} is reacted to`, expected, ({ rules }) =>
    rules.canReact(actor('guest'), late, message, rules.noFlags),
  ),
  edge(`${what} is pinned`, expected, ({ rules }) => rules.canPin(actor('member'), lateModerator, message)),
  edge(`${what} is looked at`, expected, ({ rules }) => rules.canSeeMessage(actor('guest'), late, message)),
];

const post = (rules: Rules, where: Place, rootSeq: number | null, lastPostAt: number) =>
  rules.canPost(actor('member'), where, { rootSeq, flags: null, mentions: nothing, lastPostAt });
const moving = (scopes: readonly string[]) => actor('bot', { tokenScopes: new Set(scopes) as never });
const slow = place({}, { slowModeMs: 1_000 });
// A direct conversation has no moderators who could set these; if they stood there, nobody would be above them.
const directOf = (channel: object) => place({}, { kind: 'direct', ...channel });
const lockedFlags = (rules: Rules) => ({ ...rules.noFlags, lockedAt: 1 });
const moderating = (rules: Rules, by: string, role: string, standing: object | null) =>
  rules.canModerateMember(
    actor(by),
    place({ role: 'moderator' }),
    { role: role as never, standing: standing as never },
    'member.mute',
  );
const other = { memberId: 'other', role: 'member' };

export const edges: Edge[] = [
  edge('a deactivated member reads', 'deactivated', ({ rules }) =>
    rules.canRead(actor('owner', { deactivated: true }), place({})),
  ),
  edge('a deactivated member manages', 'deactivated', ({ rules }) =>
    rules.canInWorkspace(actor('owner', { deactivated: true }), 'workspace.manage'),
  ),
  ...(
    [
      ['what was said before one’s history', before, 'not_found'],
      ['a reply to what was said before', replyToBefore, 'not_found'],
      ['what was said since', after, 'ok'],
    ] as const
  ).flatMap(aboutMessages),
  edge('a thread from before is replied in', 'not_found', ({ rules }) => post(rules, late, 5, 0)),
  edge('a thread from before is moderated', 'not_found', ({ rules }) =>
    rules.canModerateThread(actor('member'), lateModerator, before, 'thread.lock'),
  ),
  edge('a thread from before is moved', 'not_found', ({ rules }) =>
    rules.canMoveThread(actor('member'), lateModerator, before, rules.noFlags),
  ),
  ...(
    [
      ['away', 'thread_moved'],
      ['arriving', 'retry_later'],
    ] as const
  ).flatMap(([moved, expected]) => [
    edge(`a thread that is ${moved} is moved`, expected, ({ rules }) =>
      rules.canMoveThread(actor('owner'), place({}), before, { ...rules.noFlags, moved }),
    ),
    edge(`a thread that is ${moved} is replied in`, expected, ({ rules }) =>
      rules.canPost(actor('owner'), place({}), {
        ...{ rootSeq: 5, mentions: nothing, lastPostAt: 0 },
        flags: { ...rules.noFlags, moved },
      }),
    ),
  ]),
  edge('a token that moves threads and posts nothing takes one in', 'scope_missing', ({ rules }) =>
    rules.canTakeThread(moving(['channel.read', 'thread.move']), place({ role: 'moderator' })),
  ),
  edge('a token that does not post where few may takes one in', 'posting_restricted', ({ rules }) =>
    rules.canTakeThread(
      moving(['channel.read', 'thread.move', 'message.post']),
      place({ role: 'moderator' }, { postingPolicy: 'moderators' }),
    ),
  ),
  edge('a thread from before is resolved', 'not_found', ({ rules }) =>
    rules.canResolve(actor('guest'), late, before, rules.noFlags),
  ),
  edge('a thread from before is named', 'not_found', ({ rules }) =>
    rules.canTitle(actor('guest'), late, before, rules.noFlags),
  ),
  edge('a thread from before is followed', 'not_found', ({ rules }) =>
    rules.canFollow(actor('guest'), late, before),
  ),
  edge('the first entry of one’s history is read', 'ok', ({ rules }) =>
    rules.canSee(actor('guest'), late, 6),
  ),
  edge('slow mode, too soon', 'slow_mode', ({ rules }) => post(rules, slow, null, now - 999)),
  edge('slow mode, waited long enough', 'ok', ({ rules }) => post(rules, slow, null, now - 1_000)),
  edge('slow mode in a direct conversation', 'slow_mode', ({ rules }) =>
    post(rules, directOf({ slowModeMs: 1_000 }), null, now - 999),
  ),
  edge('only moderators post in a direct conversation', 'posting_restricted', ({ rules }) =>
    post(rules, directOf({ postingPolicy: 'moderators' }), null, 0),
  ),
  edge('a locked thread in a direct conversation', 'thread_locked', ({ rules }) =>
    rules.canReact(actor('owner'), directOf({}), after, lockedFlags(rules)),
  ),
  edge('a visitor addresses everybody', 'scope_missing', ({ rules }) =>
    rules.canMention(actor('member'), place(null), { members: [], everyone: 'channel' }),
  ),
  edge('a visitor where only moderators post', 'posting_restricted', ({ rules }) =>
    rules.isPostingOpen(actor('member'), place(null, { postingPolicy: 'moderators' })),
  ),
  edge('a mute that is over', 'ok', ({ rules }) => post(rules, place({ mutedUntil: now }), null, 0)),
  edge('a mute that ends in a moment', 'muted', ({ rules }) =>
    post(rules, place({ mutedUntil: now + 1 }), null, 0),
  ),
  edge('somebody who is not there is muted', 'not_found', ({ rules }) =>
    moderating(rules, 'owner', 'member', null),
  ),
  edge('a bot that moderates mutes a guest', 'ok', ({ rules }) => moderating(rules, 'bot', 'guest', other)),
  edge('a bot that moderates mutes a member', 'forbidden', ({ rules }) =>
    moderating(rules, 'bot', 'member', other),
  ),
  edge('a bot that moderates mutes the owner', 'forbidden', ({ rules }) =>
    moderating(rules, 'bot', 'owner', other),
  ),
  edge('a guest among moderators mutes a guest who moderates', 'forbidden', ({ rules }) =>
    moderating(rules, 'guest', 'guest', { ...other, role: 'moderator' }),
  ),
  edge('somebody of no role we know reads', 'not_found', ({ rules }) =>
    rules.canRead(actor('__proto__'), place(null)),
  ),
  edge('a member looks into a private channel', 'not_found', ({ rules }) =>
    rules.canRead(actor('member'), place(null, { kind: 'private' })),
  ),
  ...(
    [
      ['nobody', 'guest', false],
      ['admin', 'nobody', false],
      ['nobody', 'nobody', false],
      ['__proto__', 'guest', false],
      ['admin', 'constructor', false],
      [['admin'], 'guest', false],
      ['admin', ['guest'], false],
      ['owner', 'owner', true],
      ['admin', 'admin', false],
      ['admin', 'moderator', true],
    ] as const
  ).map(([by, subject, expected]) => ({
    what: `${JSON.stringify(by)} outranks ${JSON.stringify(subject)}`,
    expected: String(expected),
    ask: ({ roles }: Ground) => String(roles.outranks(by as never, subject as never)),
  })),
];
