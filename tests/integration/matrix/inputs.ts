/** For each command and aim of the table about a channel: what is sent. */
import { type ChannelId, type MemberId, newId } from '@atrium/shared';
import type { Person } from '../fixture.ts';
import type { Actor } from './actors.ts';
import { clientId, type Crew, freshChannel, type Kind, type Own, type Place, say } from './stage.ts';

export interface Situation {
  crew: Crew;
  kind: Kind;
  actor: Actor;
  place: Place;
  /** Made anew for this cell where the command uses up what it acts upon. */
  isFresh: boolean;
}

export type Input = Record<string, unknown>;
type Build = (situation: Situation) => Input | Promise<Input>;

const here = ({ place }: Situation): Input => ({ channelId: place.channelId });
const written = (situation: Situation): Input => ({ ...here(situation), clientId: clientId() });
const everybody = 'look <!channel>';

/** Somebody who never wrote there is aimed at what the author wrote: they get no further than that. */
function mine({ place, actor }: Situation): Own {
  const { other, locked } = place.others;
  const none = { own: other, ownDeleted: other, ownToDelete: other, ownLockedRoot: locked };
  const own = actor.person && place.own.get(actor.person.id);
  return own ?? { ...none, ownLocked: locked, ownLockedToDelete: locked };
}

const onMessage =
  (name: keyof Own | keyof Place['others'], more: Input = {}): Build =>
  (situation) => {
    const seqs = { ...situation.place.others, ...mine(situation) };
    return { ...written(situation), seq: seqs[name], ...more };
  };
const onThread =
  (name: keyof Own | keyof Place['others'], more: Input = {}): Build =>
  (situation) => {
    const seqs = { ...situation.place.others, ...mine(situation) };
    return { ...written(situation), rootSeq: seqs[name], ...more };
  };

/** A channel of one's own where the command would change the channel for all others. */
const alone =
  (more: Input = {}): Build =>
  async (situation) => ({
    channelId: situation.isFresh
      ? await freshChannel(situation.crew, situation.kind, situation.actor)
      : situation.place.channelId,
    clientId: clientId(),
    ...more,
  });

type Subject = 'member' | 'guest' | 'moderator' | 'owner';

const onSubject =
  (name: Subject, more: Input = {}): Build =>
  async (situation) => {
    const { place, isFresh } = situation;
    const subject = isFresh ? await newcomer(situation, name) : place.subjects[name];
    return { ...written(situation), memberId: subject.id, ...more };
  };

async function newcomer(
  { crew: { atrium }, place: { channelId } }: Situation,
  name: Subject,
): Promise<Person> {
  const person = await atrium.addPerson(name, name === 'moderator' ? 'member' : name);
  const subject = { channelId, memberId: person.id };
  await atrium.people.olive.call('member.add', { ...subject, clientId: clientId() });
  if (name === 'moderator')
    await atrium.people.olive.call('member.set_role', {
      ...subject,
      clientId: clientId(),
      role: 'moderator',
    });
  return person;
}

const onSelf =
  (more: Input = {}): Build =>
  async (situation) => ({
    ...(await alone(more)(situation)),
    memberId: situation.actor.person?.id ?? newId<MemberId>(),
  });

const toAdd =
  (name: 'member' | 'guest'): Build =>
  async (situation) => {
    const { atrium } = situation.crew;
    const subject = situation.isFresh
      ? await atrium.addPerson('newcomer', name)
      : atrium.people[name === 'guest' ? 'gus' : 'zed'];
    return { ...written(situation), memberId: subject.id };
  };

function aboutPeople(command: string, more: Input, role?: Record<Subject, Input>): Record<string, Build> {
  const builds = (['member', 'guest', 'moderator', 'owner'] as const).map((name): [string, Build] => [
    `${command} @${name}`,
    onSubject(name, role?.[name] ?? more),
  ]);
  const stranger: Build = (situation) => ({
    ...written(situation),
    memberId: situation.crew.atrium.people.zed.id,
    ...more,
  });
  return {
    ...Object.fromEntries(builds),
    [`${command} @self`]: onSelf(more),
    [`${command} @stranger`]: stranger,
  };
}

const again = { role: 'member' };
const raised = { role: 'moderator' };
const later = () => Date.now() + 3_600_000;
const inside = (name: string, more: (situation: Situation) => Input = () => ({})): [string, Build] => [
  name,
  (situation) => ({ ...here(situation), ...more(situation) }),
];
const other = ({ place }: Situation) => ({ seq: place.others.other });
const otherRoot = ({ place }: Situation) => ({ rootSeq: place.others.other });

export const inputs: Record<string, Build> = {
  ...Object.fromEntries([
    ...['channel.open', 'channel.members', 'channel.watch', 'channel.unwatch', 'message.history'].map(
      (name) => inside(name),
    ),
    ...['message.pins', 'thread.list'].map((name) => inside(name)),
    ...['message.get', 'saved.add', 'saved.remove'].map((name) => inside(name, other)),
    ...['thread.open', 'thread.follow', 'thread.unfollow'].map((name) => inside(name, otherRoot)),
    inside('preferences.set_channel', () => ({ level: 'all' })),
    inside('draft.set', () => ({ rootSeq: null, body: `not yet ${newId()}` })),
    inside('read.mark', (situation) => ({ rootSeq: null, ...other(situation) })),
    inside('read.mark_unread', (situation) => ({ rootSeq: null, ...other(situation) })),
    inside('typing.set @channel-itself', () => ({ rootSeq: null })),
    inside('typing.set @locked', ({ place }) => ({ rootSeq: place.others.locked })),
  ]),
  'channel.sync': ({ crew, place: { channelId } }) => {
    const { epoch } = crew.atrium.core.journals;
    return { positions: [{ channelId, position: { epoch, seq: 1 } }] };
  },
  'message.post @channel-itself': (situation) => ({ ...written(situation), body: 'hello' }),
  'message.post @slow': (situation) => ({ ...written(situation), body: 'hello at once' }),
  'message.post @everybody': (situation) => ({ ...written(situation), body: everybody }),
  'message.post @reply': onThread('other', { body: 'hello' }),
  'message.post @locked': onThread('locked', { body: 'hello' }),
  'scheduled.create @channel-itself': (situation) => ({
    ...written(situation),
    rootSeq: null,
    body: 'soon',
    sendAt: later(),
  }),
  'scheduled.create @everybody': (situation) => ({
    ...written(situation),
    rootSeq: null,
    body: everybody,
    sendAt: later(),
  }),
  'message.edit @own': (situation) => onMessage('own', { body: `better ${newId()}` })(situation),
  'message.edit @other': onMessage('other', { body: 'not mine' }),
  'message.edit @own-locked': (situation) => onMessage('ownLocked', { body: `better ${newId()}` })(situation),
  'message.edit @own-everybody': (situation) => onMessage('own', { body: everybody })(situation),
  'message.edit @own-deleted': onMessage('ownDeleted', { body: 'back again' }),
  'message.delete @own': onMessage('ownToDelete'),
  'message.delete @own-locked': onMessage('ownLockedToDelete'),
  'message.delete @other': onMessage('otherToDelete'),
  'message.react @other': onMessage('other', { emoji: '👍', on: true }),
  'message.react @locked': onMessage('locked', { emoji: '👍', on: true }),
  'message.react @deleted': onMessage('otherDeleted', { emoji: '👍', on: true }),
  'message.pin @other': onMessage('other'),
  'message.unpin @other': onMessage('other'),
  'message.pin @deleted': onMessage('otherDeleted'),
  'message.unpin @deleted': onMessage('otherDeleted'),
  'thread.set_title @own': (situation) => onThread('own', { title: newId() })(situation),
  'thread.set_title @other': (situation) => onThread('toModerate', { title: newId() })(situation),
  'thread.set_title @own-locked': (situation) => onThread('ownLockedRoot', { title: newId() })(situation),
  'thread.resolve @open': onThread('toResolve'),
  'thread.reopen @open': onThread('toResolve'),
  'thread.resolve @locked': onThread('locked'),
  'thread.reopen @locked': onThread('locked'),
  ...Object.fromEntries(
    ['pin', 'unpin', 'lock', 'unlock', 'mute', 'unmute'].map((verb) => [
      `thread.${verb}`,
      onThread('toModerate'),
    ]),
  ),
  'thread.move @from': async ({ crew, place, isFresh }) => ({
    ...{ channelId: place.channelId, toChannelId: crew.moderated.channelId, clientId: clientId() },
    rootSeq: isFresh
      ? await say(crew.atrium.people.olive, place.channelId, 'to be moved')
      : place.others.other,
  }),
  'thread.move @into': async ({ crew, place, isFresh }) => ({
    ...{ channelId: crew.moderated.channelId, toChannelId: place.channelId, clientId: clientId() },
    rootSeq: isFresh ? await say(crew.author, crew.moderated.channelId, 'to be moved') : crew.moderated.root,
  }),
  'channel.join': alone(),
  'channel.leave': alone(),
  'channel.archive': alone(),
  'channel.unarchive': alone(),
  'channel.set_policy': alone({ slowModeMs: 1_000 }),
  'channel.rename': (situation) => ({
    ...written(situation),
    name: `n${newId()
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, 'x')}`,
  }),
  'channel.describe': (situation) => ({ ...written(situation), topic: newId() }),
  'member.add @member': toAdd('member'),
  'member.add @guest': toAdd('guest'),
  'member.add @nobody': (situation) => ({ ...written(situation), memberId: newId<MemberId>() }),
  ...aboutPeople('member.remove', {}),
  ...aboutPeople('member.mute', { until: null }),
  ...aboutPeople('member.unmute', {}),
  ...aboutPeople('member.set_role', again, { member: raised, guest: again, moderator: again, owner: raised }),
};

/** The same input about a channel that never was. */
export function inNoChannel(input: Input): Input {
  const channelId = newId<ChannelId>();
  const { positions } = input as { positions?: { position: unknown }[] };
  return positions
    ? { positions: [{ channelId, position: positions[0]?.position }] }
    : { ...input, channelId };
}
