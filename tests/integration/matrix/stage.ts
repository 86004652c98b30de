/** One channel of a kind with everybody of the table in their relation to it, and with what they could act upon. */
import {
  type ChannelId,
  type ClientId,
  type CommandInput,
  type CommandName,
  type MemberId,
  newId,
  type Seq,
} from '@atrium/shared';
import { type Atrium, makeChannel, type Person } from '../fixture.ts';
import type { Actor } from './actors.ts';

export type Kind = 'public' | 'private' | 'direct' | 'archived' | 'restricted';

/** What is one's own is there for everybody who could have written it before they were muted or removed. */
export interface Own {
  own: Seq;
  ownDeleted: Seq;
  ownToDelete: Seq;
  ownLockedRoot: Seq;
  ownLocked: Seq;
  ownLockedToDelete: Seq;
}

/** Of the author, who is somebody else than every person of the table. */
export interface Others {
  other: Seq;
  otherDeleted: Seq;
  otherToDelete: Seq;
  locked: Seq;
  toModerate: Seq;
  toResolve: Seq;
}

export interface Place {
  channelId: ChannelId;
  others: Others;
  own: ReadonlyMap<MemberId, Own>;
  subjects: Record<'member' | 'guest' | 'moderator' | 'owner', Person>;
}

export interface Stage {
  kind: Kind;
  /** Direct conversations are one for each person; all others one for all. */
  at(column: string): Place;
}

export interface Crew {
  atrium: Atrium;
  actors: ReadonlyMap<string, Actor>;
  author: Person;
  subjects: Place['subjects'];
  /** A channel in which everybody but guests is a moderator, with a root in it: what threads are moved from and to. */
  moderated: { channelId: ChannelId; root: Seq };
}

/** @see {@link Crew.moderated} */
export async function buildModerated(
  atrium: Atrium,
  actors: Crew['actors'],
  author: Person,
): Promise<Crew['moderated']> {
  const { olive } = atrium.people;
  const people = new Set([...actors.values()].flatMap(({ person }) => person ?? []));
  const { id: channelId } = await makeChannel([olive, author, ...people], { kind: 'private' });
  const guests = new Set(
    [...actors.values()].flatMap(({ column, person }) =>
      person && column.endsWith('.guest') ? [person] : [],
    ),
  );
  for (const { id: memberId } of [...people].filter((person) => !guests.has(person)))
    await olive.call('member.set_role', { channelId, clientId: clientId(), memberId, role: 'moderator' });
  return { channelId, root: await say(author, channelId, 'to be moved') };
}

export const clientId = () => newId<ClientId>();
const insiders = /^(?:in|removed|muted)\.|deactivated/;
const slowModeMs = 3_600_000;

export async function buildStage(crew: Crew, kind: Kind, options: { slow?: boolean } = {}): Promise<Stage> {
  const { actors } = crew;
  const people = [...actors.values()].filter(({ column, person }) => person && insiders.test(column));
  if (kind !== 'direct') {
    const place = await buildPlace(crew, kind, people, options);
    return { kind, at: () => place };
  }
  const places = new Map<string, Place>();
  const present = people.filter(
    ({ column }) => column.startsWith('in.') && column !== 'in.channel-moderator',
  );
  for (const actor of present) places.set(actor.column, await buildDirect(crew, actor));
  const strange = await buildDirect(crew, null);
  const bots = places.get('in.bot') ?? strange;
  return { kind, at: (column) => places.get(column) ?? (column.startsWith('token.') ? bots : strange) };
}

async function buildDirect({ author, subjects }: Crew, actor: Actor | null): Promise<Place> {
  const { guest, owner } = subjects;
  const people = actor?.person ? [actor.person] : [];
  const { channel } = await author.call('direct.open', {
    memberIds: [guest.id, owner.id, ...people.map(({ id }) => id)],
  });
  const others = await writeOthers(author, channel.id);
  const own = await writeOwn(channel.id, people, others, false);
  await author.call('message.delete', {
    channelId: channel.id,
    clientId: clientId(),
    seq: others.otherDeleted,
  });
  return { channelId: channel.id, others, own, subjects: { ...subjects, member: author } };
}

async function buildPlace(
  { atrium, author, subjects }: Crew,
  kind: Kind,
  people: readonly Actor[],
  { slow = false }: { slow?: boolean },
): Promise<Place> {
  const { olive } = atrium.people;
  const channelId = await gather(atrium, kind, people, [author, ...Object.values(subjects)]);
  const moderate = <Name extends CommandName>(name: Name, input: object) =>
    olive.call(name, { channelId, clientId: clientId(), ...input } as unknown as CommandInput<Name>);
  await moderate('member.set_role', { memberId: subjects.moderator.id, role: 'moderator' });
  const others = await writeOthers(author, channelId);
  const writers = people.flatMap(({ person }) => person ?? []);
  const own = await writeOwn(channelId, writers, others, true);
  await author.call('message.delete', { channelId, clientId: clientId(), seq: others.otherDeleted });
  for (const rootSeq of [others.locked, ...[...own.values()].map(({ ownLockedRoot }) => ownLockedRoot)])
    await moderate('thread.lock', { rootSeq });
  await settle(atrium, channelId, kind, people);
  if (slow && kind !== 'archived') await moderate('channel.set_policy', { slowModeMs });
  return { channelId, others, own, subjects };
}

/** A channel with these people in it, each with the role of their column, before anybody is muted or removed. */
async function gather(
  { people: { olive } }: Atrium,
  kind: Kind,
  people: readonly Actor[],
  more: readonly Person[],
): Promise<ChannelId> {
  const members = [...people.flatMap(({ person }) => person ?? []), ...more];
  const { id: channelId } = await makeChannel([olive, ...members], {
    kind: kind === 'private' ? 'private' : 'public',
  });
  for (const { column, person } of people) {
    if (!person || !column.endsWith('.channel-moderator')) continue;
    const role = { memberId: person.id, role: 'moderator' } as const;
    await olive.call('member.set_role', { channelId, clientId: clientId(), ...role });
  }
  return channelId;
}

/** Mutes, removes, and makes the channel what its kind says. */
async function settle(
  { people: { olive } }: Atrium,
  channelId: ChannelId,
  kind: Kind,
  people: readonly Actor[],
) {
  for (const { column, person } of people) {
    const subject = { channelId, clientId: clientId(), memberId: person?.id as MemberId };
    if (column.startsWith('muted.'))
      await olive.call('member.mute', { ...subject, until: null, reason: 'noise' });
    if (column.startsWith('removed.')) await olive.call('member.remove', subject);
  }
  const command = { channelId, clientId: clientId() };
  if (kind === 'restricted')
    await olive.call('channel.set_policy', { ...command, postingPolicy: 'moderators' });
  if (kind === 'archived') await olive.call('channel.archive', command);
}

async function writeOthers(author: Person, channelId: ChannelId): Promise<Others> {
  const others: Partial<Others> = {};
  for (const name of ['other', 'otherDeleted', 'otherToDelete', 'locked', 'toModerate', 'toResolve'] as const)
    others[name] = await say(author, channelId, name);
  return others as Others;
}

async function writeOwn(
  channelId: ChannelId,
  people: readonly Person[],
  { locked }: Others,
  withThreads: boolean,
): Promise<Map<MemberId, Own>> {
  const written = await Promise.all(
    people.map(async (person): Promise<[MemberId, Own]> => {
      const root = () => say(person, channelId, 'mine');
      const reply = () => (withThreads ? say(person, channelId, 'mine too', locked) : root());
      const own: Own = {
        own: await root(),
        ownDeleted: await root(),
        ownToDelete: await root(),
        ownLockedRoot: await root(),
        ownLocked: await reply(),
        ownLockedToDelete: await reply(),
      };
      await person.call('message.delete', { channelId, clientId: clientId(), seq: own.ownDeleted });
      return [person.id, own];
    }),
  );
  return new Map(written);
}

export async function say(
  person: Person,
  channelId: ChannelId,
  body: string,
  rootSeq: Seq | null = null,
): Promise<Seq> {
  return (await person.call('message.post', { channelId, clientId: clientId(), body, rootSeq })).seq;
}

/** A channel of this kind for one person alone: what they do in it is in nobody's way. */
export async function freshChannel({ atrium }: Crew, kind: Kind, actor: Actor): Promise<ChannelId> {
  const inside = actor.person && insiders.test(actor.column) ? [actor] : [];
  const channelId = await gather(atrium, kind, inside, []);
  await settle(atrium, channelId, kind, inside);
  return channelId;
}
