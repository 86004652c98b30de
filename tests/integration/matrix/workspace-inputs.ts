/** For each command and aim of the table about the workspace: who sends it, and what. */
import { type ChannelId, type MemberId, newId, type WorkspaceRole } from '@atrium/shared';
import { memberModel } from '../../../server/src/core/directory/model.ts';
import type { Atrium, Person } from '../fixture.ts';
import type { Actor } from './actors.ts';
import { roleOf } from './actors.ts';
import { Agent } from './agents.ts';
import { clientId } from './stage.ts';
import type { Input } from './inputs.ts';
import { transferInputs } from './transfer-inputs.ts';

export interface Office {
  atrium: Atrium;
  /** Nobody of the table is in it. */
  hidden: ChannelId;
  /** With whom everybody of the table has begun a conversation. */
  friend: Person;
  bot: Person;
  /** Of an invitation that nobody took up. */
  invitationId: string;
  /** Of somebody whose messages were imported. */
  placeholderId: MemberId;
  subjects: Record<'member' | 'guest' | 'admin' | 'owner', Person>;
}

export interface Errand {
  office: Office;
  actor: Actor;
  isAllowed: boolean;
}

type Build = (errand: Errand) => Input | Promise<Input>;

const token = 'abcdefghijklmnopqrstuvwxyz0123456789';
const wrong = 'not the password';
const lower = () =>
  newId(12)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, 'x');
const fixed =
  (input: Input): Build =>
  () =>
    input;
const nobody = fixed({ memberId: newId<MemberId>() });

/** Somebody new where the command changes them for good. */
const onPerson =
  (name: keyof Office['subjects'], more: Input = {}): Build =>
  async ({ office, isAllowed }) => {
    const subject = isAllowed
      ? await office.atrium.addPerson(name, name as WorkspaceRole)
      : office.subjects[name];
    return { memberId: subject.id, ...more };
  };

const invite =
  (more: Input): Build =>
  () => ({ ...more });

export const workspaceInputs: Record<string, Build> = {
  ...Object.fromEntries(
    [
      ...[
        'account.status',
        'account.sign_out',
        'account.sign_out_everywhere',
        'session.list',
        'workspace.load',
      ],
      ...['channel.list', 'thread.mine', 'people.list', 'company.list', 'activity.list', 'draft.list'],
      ...[
        'saved.list',
        'scheduled.list',
        'account.pending_links',
        'workspace.get_settings',
        'people.placeholders',
        'invitation.list',
      ],
      ...['channel.browse'],
    ].map((name) => [name, fixed({})]),
  ),
  'account.request_reset': fixed({ email: 'nobody@example.org' }),
  'account.set_up': fixed({
    token,
    workspaceName: 'Mine',
    name: 'Zed',
    email: 'zed@example.org',
    password: 'a long enough one',
  }),
  'account.sign_up': fixed({
    invitation: token,
    name: 'Zed',
    email: 'zed@example.org',
    password: 'a long enough one',
  }),
  'account.confirm_email': fixed({ token }),
  'account.reset_password': fixed({ token, password: 'a long enough one' }),
  'invitation.preview': fixed({ token }),
  'account.sign_in': fixed({ email: 'nobody@example.org', password: wrong }),
  'session.revoke': async ({ office: { atrium }, actor }) => {
    if (!actor.person) return { id: newId() };
    const sessions = await atrium.core.auth.sessions.list(actor.person.id);
    return { id: sessions[0]?.id ?? newId() };
  },
  'session.revoke @other': fixed({ id: newId() }),
  'account.change_password': fixed({ current: wrong, password: 'a longer one than before' }),
  'account.change_email': fixed({ password: wrong, email: 'elsewhere@example.org' }),
  'profile.update': fixed({ title: 'Here' }),
  'profile.set_status': fixed({ status: { emoji: null, text: 'Here', until: null } }),
  'profile.set_dnd': fixed({ until: null }),
  'people.get': ({ office }) => ({ ids: [office.friend.id] }),
  'activity.mark_read': fixed({ upTo: 1 }),
  'presence.get': ({ office }) => ({ memberIds: [office.friend.id] }),
  'presence.set': fixed({ state: 'online' }),
  'people.get @stranger': ({ office }) => ({ ids: [office.subjects.member.id] }),
  'presence.get @stranger': ({ office }) => ({ memberIds: [office.subjects.member.id] }),
  'preferences.set': fixed({ sound: true }),
  'scheduled.cancel @other': fixed({ id: newId() }),
  'workspace.update': () => ({ name: `Atrium ${newId(4)}` }),
  'company.create': fixed({ name: 'Another' }),
  'bot.create': () => ({ name: 'Robot', handle: `robot-${lower()}` }),
  'token.create': async ({ office, isAllowed }) => ({
    memberId: (isAllowed ? await office.atrium.addPerson('robot', 'bot') : office.bot).id,
    name: 'A token',
    scopes: [],
  }),
  'token.list': ({ office }) => ({ memberId: office.bot.id }),
  'token.revoke': async ({ office: { atrium, bot }, isAllowed }) => {
    const { olive } = atrium.people;
    const { tokens } = await olive.call('token.list', { memberId: bot.id });
    const known = isAllowed ? undefined : tokens[0]?.id;
    return {
      id:
        known ??
        (await olive.call('token.create', { memberId: bot.id, name: 'Another', scopes: [] })).info.id,
    };
  },
  'token.create @nobody': fixed({ memberId: newId<MemberId>(), name: 'A token', scopes: [] }),
  'token.list @nobody': nobody,
  'token.revoke @nobody': fixed({ id: newId() }),
  'invitation.create @member': invite({ role: 'member' }),
  'invitation.create @moderator': invite({ role: 'moderator' }),
  'invitation.create @admin': invite({ role: 'admin' }),
  'invitation.create @into-hidden-channel': ({ office }) => ({ channelIds: [office.hidden] }),
  'invitation.revoke': async ({ office: { atrium, invitationId }, isAllowed }) => ({
    id: isAllowed ? (await atrium.people.olive.call('invitation.create', {})).invitation.id : invitationId,
  }),
  'invitation.revoke @nobody': fixed({ id: newId() }),
  'channel.create': () => ({ clientId: clientId(), kind: 'private', name: `made-${lower()}` }),
  'direct.open @member': async ({ office, isAllowed }) => ({
    memberIds: [(isAllowed ? await office.atrium.addPerson('newcomer') : office.subjects.member).id],
  }),
  'direct.open @nobody': fixed({ memberIds: [newId<MemberId>()] }),
  'direct.open @begun': ({ office }) => ({ memberIds: [office.friend.id] }),
  'people.set_role @member': onPerson('member', { role: 'moderator' }),
  'people.set_role @member-to-admin': onPerson('member', { role: 'admin' }),
  'people.set_role @member-to-owner': onPerson('member', { role: 'owner' }),
  'people.set_role @admin': onPerson('admin', { role: 'member' }),
  'people.set_role @owner': onPerson('owner', { role: 'member' }),
  'people.set_role @guest': onPerson('guest', { role: 'member' }),
  'people.match_placeholder @placeholder': async ({
    office: { atrium, subjects, placeholderId },
    isAllowed,
  }) => ({
    placeholderId: isAllowed ? await importPlaceholder(atrium) : placeholderId,
    memberId: subjects.member.id,
  }),
  'people.match_placeholder @person': ({ office: { subjects, friend } }) => ({
    placeholderId: subjects.member.id,
    memberId: friend.id,
  }),
  'people.match_placeholder @nobody': fixed({
    placeholderId: newId<MemberId>(),
    memberId: newId<MemberId>(),
  }),
  'people.unmatch_placeholder @nobody': fixed({ placeholderId: newId<MemberId>() }),
  'people.unmatch_placeholder @unmatched': ({ office }) => ({ placeholderId: office.placeholderId }),
  'people.unmatch_placeholder @matched': async ({ office: { atrium, friend, placeholderId }, isAllowed }) => {
    if (!isAllowed) return { placeholderId };
    const imported = await importPlaceholder(atrium);
    await atrium.people.olive.call('people.match_placeholder', {
      ...{ placeholderId: imported, memberId: friend.id },
    });
    return { placeholderId: imported };
  },
  ...transferInputs,
  'people.set_role @nobody': fixed({ memberId: newId<MemberId>(), role: 'member' }),
  ...Object.fromEntries(
    ['people.deactivate', 'people.reactivate'].flatMap((name): [string, Build][] => [
      [`${name} @nobody`, nobody],
      ...(['member', 'guest', 'admin', 'owner'] as const).map((subject): [string, Build] => [
        `${name} @${subject}`,
        onPerson(subject),
      ]),
    ]),
  ),
};

/** What ends sessions or changes whom one is, is done by somebody who is needed for nothing else. */
const consuming = new Set(['account.sign_out', 'account.sign_out_everywhere', 'session.revoke']);

export async function standIn(
  command: string,
  { office: { atrium }, actor, isAllowed }: Errand,
): Promise<Actor> {
  if (!isAllowed || !consuming.has(command)) return actor;
  const person = await atrium.addPerson('standin', roleOf(actor.column));
  const cookie = await person.cookie();
  return { ...actor, person, agent: new Agent(atrium.url, { cookie }) };
}

export async function openOffice(atrium: Atrium, hidden: ChannelId): Promise<Office> {
  const { olive } = atrium.people;
  await olive.call('workspace.update', { name: 'Atrium' });
  const [friend, bot, member, guest, admin, owner] = await Promise.all([
    atrium.addPerson('friend'),
    atrium.addPerson('robot', 'bot'),
    ...(['member', 'guest', 'admin', 'owner'] as const).map((role) =>
      atrium.addPerson(`subject${role}`, role),
    ),
  ]);
  await olive.call('token.create', { memberId: bot!.id, name: 'To be kept', scopes: [] });
  const { invitation } = await olive.call('invitation.create', {});
  return {
    ...{ atrium, hidden, friend: friend as Person, bot: bot as Person, invitationId: invitation.id },
    placeholderId: await importPlaceholder(atrium),
    subjects: { member, guest, admin, owner } as Office['subjects'],
  };
}

async function importPlaceholder(atrium: Atrium): Promise<MemberId> {
  const { id } = await atrium.addPerson('imported');
  await memberModel(atrium.core.db.connection).updateOne({ _id: id }, { $set: { kind: 'placeholder' } });
  await atrium.core.directory.changed(id);
  return id;
}
