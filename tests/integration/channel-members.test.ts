import { type ChannelId, type MemberId, newId } from '@atrium/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { membersByName } from '../../server/src/channels/members-by-name.ts';
import { matching } from '../../server/src/people/by-name.ts';
import { type Atrium, codeOf, makeChannel, type Person, startAtrium } from './fixture.ts';

let atrium: Atrium;
let channelId: ChannelId;
let inside: [Person, ...Person[]];
let outside: Person;
beforeAll(async () => {
  atrium = await startAtrium();
  const { olive, ana } = atrium.people;
  const others: Person[] = [];
  for (const name of ['Zoë Ångström', 'bo Ray', 'Bo Lee', 'Émile']) others.push(await atrium.addPerson(name));
  outside = await atrium.addPerson('Bo Outside');
  inside = [olive, ana, ...others];
  ({ id: channelId } = await makeChannel(inside));
});
afterAll(() => atrium.close());

const idsByName = () =>
  inside
    .toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
    .map(({ id }): MemberId => id);

test('who is in a channel comes by name, in pages', async () => {
  const found: MemberId[] = [];
  let cursor: string | undefined;
  do {
    const page = await atrium.people.ana.call('channel.members', {
      ...{ channelId, limit: 2 },
      ...(cursor && { cursor }),
    });
    expect(page.standings.length).toBeLessThanOrEqual(2);
    found.push(...page.standings.map(({ memberId }) => memberId));
    cursor = page.next ?? undefined;
  } while (cursor);
  expect(found).toEqual(idsByName());
});

test('they are found by the beginnings of words, and one by the id', async () => {
  const { ana } = atrium.people;
  const named = async (query: string) =>
    (await ana.call('channel.members', { channelId, query })).standings.map(
      ({ memberId }) => inside.find(({ id }) => id === memberId)?.name,
    );
  expect(await named('bo')).toEqual(['Bo Lee', 'bo Ray']);
  expect(await named('ra')).toEqual(['bo Ray']);
  expect(await named('.*')).toEqual([]);
  const one = (memberId: MemberId) => ana.call('channel.members', { channelId, memberId });
  expect((await one(ana.id)).standings).toMatchObject([{ memberId: ana.id }]);
  expect((await one(outside.id)).standings).toEqual([]);
});

test('a cursor tells nothing about who is outside', async () => {
  for (const cursor of [outside.id, newId()])
    expect(await codeOf(atrium.people.ana.call('channel.members', { channelId, cursor }))).toBe(
      'invalid_input',
    );
});

test('a channel of many is read another way, and says the same', async () => {
  const among = new Map(inside.map(({ id }) => [id, true]));
  const both = (conditions: Parameters<typeof membersByName>[2], count: number) =>
    Promise.all([0, 1_000].map((max) => membersByName(atrium.core, among, conditions, count, max)));
  expect(await both([], 10)).toEqual([idsByName(), idsByName()]);
  const [many, few] = await both([matching('bo')], 1);
  expect(many).toEqual(few);
  expect(many).toHaveLength(1);
});
