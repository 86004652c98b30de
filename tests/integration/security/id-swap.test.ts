/**
 * An id is no right. In every command, each id is put in the place of one that a guest, or a member who is a stranger there,
 * may use: of what they may not see, of what is not there, of another kind, of what they were removed from, of another
 * product's form. All are answered as the one that is not there, nothing changes, and nobody is told. The commands and
 * their id fields come from the schemas.
 */
import { type ChannelId, newId, type Reply, type Seq } from '@atrium/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Atrium, makeChannel, type Person, startAtrium } from '../fixture.ts';
import { stateOf } from '../matrix/state.ts';
import { type Json, type Path, type Sample, sampleCommands, withValue } from './samples.ts';

type Kind = 'channel' | 'member' | 'company' | 'row' | 'message';

let atrium: Atrium;
/** Where both may be, where neither was, and where both were removed from. */
let home: { id: ChannelId; hidden: Seq; root: Seq; entry: Seq };
let vault: ChannelId;
let left: ChannelId;
/** What belongs to others: a session, an invitation, a scheduled message, a token, and the like. */
const rows: string[] = [];

const say = (person: Person, channelId: ChannelId, body: string, rootSeq: Seq | null = null) =>
  person.call('message.post', { channelId, clientId: newId(), rootSeq, body });

beforeAll(async () => {
  atrium = await startAtrium();
  const { olive, mo, ana, gus, zed } = atrium.people;
  const channel = await makeChannel([olive], { kind: 'private' });
  const before = await say(olive, channel.id, 'before anybody came');
  for (const { id: memberId } of [gus, zed])
    await olive.call('member.add', { channelId: channel.id, clientId: newId(), memberId });
  const root = await say(gus, channel.id, 'a root');
  await say(zed, channel.id, 'a reply', root.seq);
  home = { id: channel.id, hidden: before.seq, root: root.seq, entry: 1 };
  vault = (await makeChannel([olive, ana, mo], { kind: 'private' })).id;
  const secret = await say(ana, vault, 'a secret');
  await say(olive, vault, 'and more of it', secret.seq);
  left = (await makeChannel([olive, gus, zed], { kind: 'private' })).id;
  for (const { id: memberId } of [gus, zed])
    await olive.call('member.remove', { channelId: left, clientId: newId(), memberId });
  const { scheduled } = await ana.call('scheduled.create', {
    ...{ clientId: newId(), channelId: vault, rootSeq: null, body: 'later' },
    sendAt: Date.now() + 3_600_000,
  });
  const { invitation } = await olive.call('invitation.create', {});
  await ana.cookie();
  const [session] = await atrium.core.auth.sessions.list(ana.id);
  rows.push(scheduled.id, invitation.id, session!.id);
}, 60_000);
afterAll(() => atrium?.close());

const samples = sampleCommands();
/** Commands of sign-in and the like take no ids; what one does to oneself alone needs none. */
const kinds: Record<string, Kind> = {
  ...{ channelId: 'channel', channelIds: 'channel', memberId: 'member', memberIds: 'member' },
  ...{ placeholderId: 'member', companyId: 'company', id: 'row', seq: 'message', rootSeq: 'message' },
};

function kindOf({ name }: Sample, path: Path): Kind | undefined {
  const field = path.findLast((part) => typeof part === 'string');
  if (field === 'ids' && typeof path.at(-1) === 'number')
    return name.startsWith('company.') ? 'company' : 'member';
  const isList = String(field).endsWith('Ids');
  if (isList !== (typeof path.at(-1) === 'number')) return undefined;
  return kinds[String(field)];
}

const targets = samples.flatMap((sample) =>
  sample.paths.flatMap((path) => {
    const kind = kindOf(sample, path);
    return kind ? [{ sample, path, kind }] : [];
  }),
);

/** The command as the person may give it, as far as ids go. */
function ownInput({ sample }: (typeof targets)[number], person: Person): Json {
  let input: Json = sample.input;
  for (const path of sample.paths) {
    const kind = kindOf(sample, path);
    if (kind === 'channel') input = withValue(input, path, home.id);
    if (kind === 'member') input = withValue(input, path, person.id);
    if (kind === 'message') input = withValue(input, path, home.root);
    if (path.at(-1) === 'clientId') input = withValue(input, path, newId());
  }
  return input;
}

/** The first is what is not there; the rest must look like it. */
function swaps(kind: Kind, person: Person): readonly unknown[] {
  const { ana, olive, mo } = atrium.people;
  const foreign = ['C024BE91L', 'T0', '507f1f77bcf86cd799439011'];
  if (kind === 'channel') return [newId(), vault, left, ana.id, ...foreign];
  // Colleagues may know one another; a guest knows those of their channels alone.
  if (kind === 'member')
    return person.name === 'gus' ? [newId(), ana.id, mo.id, vault, ...foreign] : [newId(), vault, ...foreign];
  if (kind === 'company') return [newId(), 'globex', olive.id, vault, ...foreign];
  if (kind === 'row') return [newId(), ...rows, ana.id, vault, ...foreign];
  // Of a guest's history the beginning is hidden, a colleague reads it.
  return [1_000_000, home.entry, ...(person.name === 'gus' ? [home.hidden] : [])];
}

function told(reply: Reply<unknown>, swapped: unknown): string {
  const { requestId: _id, ...error } = reply.ok ? { requestId: '' } : reply.error;
  const text = JSON.stringify(reply.ok ? reply.result : error);
  return typeof swapped === 'string' ? text.replaceAll(swapped, '…') : text;
}

/** A place in one's own channel: marks may be set anywhere in it, and pages read from anywhere. */
const anywhere = /^(?:read\.|message\.(?:history|around|permalink)|thread\.open)/;

test('the schemas give enough to swap', () => {
  expect(targets.length).toBeGreaterThan(80);
  expect(new Set(targets.map(({ kind }) => kind)).size).toBe(5);
});

test.each(['gus', 'zed'] as const)(
  '%s learns nothing from ids, whatever is put in their place',
  async (name) => {
    const person = atrium.people[name];
    const heard: unknown[] = [];
    const { feed } = atrium.core;
    const { publish } = feed;
    feed.publish = (memberId, packet) => {
      if (memberId !== person.id) heard.push({ memberId, packet });
      publish(memberId, packet);
    };
    const before = await stateOf(atrium);
    const wrong: string[] = [];
    let asked = 0;
    for (const target of targets) {
      const { sample, path, kind } = target;
      if (kind === 'message' && anywhere.test(sample.name)) continue;
      let missing = '';
      for (const [index, value] of swaps(kind, person).entries()) {
        const reply = await person.send(sample.name, withValue(ownInput(target, person), path, value));
        asked += 1;
        const answer = told(reply, value);
        const where = `${sample.name} ${path.join('.')} = ${String(value)}`;
        if (index === 0) missing = answer;
        else if (answer !== missing) wrong.push(`${where}: ${answer} and not ${missing}`);
        const code = reply.ok ? 'ok' : reply.error.code;
        if (!/^(?:ok|not_found|forbidden|invalid_input|unavailable)$/.test(code))
          wrong.push(`${where}: ${code}`);
      }
    }
    feed.publish = publish;
    expect(wrong).toEqual([]);
    expect(await stateOf(atrium)).toEqual(before);
    expect(heard).toEqual([]);
    expect(asked).toBeGreaterThan(400);
  },
  300_000,
);
