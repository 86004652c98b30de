import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MemberId, WorkspaceRole } from '@atrium/shared';
import { newId } from '@atrium/shared';
import { Browser, codeOf } from './browser.ts';
import { invite, password, type Person, setUpByOlive } from './people.ts';
import { startServer, type TestServer } from './server.ts';

let server: TestServer;
let olive: Person;
let mo: Person;
let ana: Person;
beforeAll(async () => {
  server = await startServer();
  olive = await setUpByOlive(server);
  mo = await invite(server, olive, 'Mo', { role: 'moderator' });
  ana = await invite(server, olive, 'Ana');
});
afterAll(() => server.close());

const setRole = (by: Person, of: Person, role: Exclude<WorkspaceRole, 'bot'>) =>
  codeOf(by.browser.post('people.set_role', { memberId: of.me.id, role }));
const namesOf = (members: readonly { name: string }[]) => members.map(({ name }) => name);

test('a profile is one’s own: changed for oneself, told to one’s devices, seen by others without the address', async () => {
  const change = { name: 'Ana María', title: 'Design', about: 'Hello\nthere', timezone: 'Europe/Madrid' };
  const { me } = await ana.browser.post('profile.update', change);
  expect(me).toMatchObject({ ...change, email: 'ana@example.org' });
  expect(server.feedRecord.published).toContainEqual({ memberId: me.id, packet: { me } });
  const { members } = await mo.browser.post('people.get', { ids: [me.id, newId<MemberId>()] });
  expect(members).toHaveLength(1);
  expect(members[0]).toMatchObject(change);
  expect(members[0]).not.toHaveProperty('email');
  expect(members[0]).not.toHaveProperty('dndUntil');
  expect(await codeOf(ana.browser.post('profile.update', { handle: 'olive' }))).toBe('name_taken');
  await ana.browser.post('profile.update', { name: 'Ana', handle: 'ana.m' });
});

test('status and do not disturb', async () => {
  const status = { emoji: '🌴', text: 'Away', until: Date.now() + 3_600_000 };
  expect((await ana.browser.post('profile.set_status', { status })).me.status).toEqual(status);
  expect((await ana.browser.post('profile.set_status', { status: null })).me.status).toBeNull();
  expect((await ana.browser.post('profile.set_dnd', { until: 5 })).me.dndUntil).toBe(5);
  expect((await ana.browser.post('profile.set_dnd', { until: null })).me.dndUntil).toBeNull();
});

test('the list is by name, in pages, and searched by the beginnings of words as they are', async () => {
  const names = ['Zoë Ångström', 'ana lee', 'Ana Lee', 'Bo (dev) Lee', 'Éva', 'D.O*T'];
  for (const [n, name] of names.entries())
    await invite(server, olive, name, { email: `list${n}@example.org` });
  const found: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await ana.browser.post('people.list', { limit: 4, ...(cursor ? { cursor } : {}) });
    expect(page.members.length).toBeLessThanOrEqual(4);
    found.push(...namesOf(page.members));
    cursor = page.next;
  } while (cursor);
  expect(found).toHaveLength(names.length + 3);
  expect(new Set(found)).toEqual(new Set([...names, 'Olive', 'Mo', 'Ana']));
  const search = async (query: string) => namesOf((await ana.browser.post('people.list', { query })).members);
  expect(await search('LEE')).toHaveLength(3);
  expect(await search('ång')).toEqual(['Zoë Ångström']);
  expect(await search('(dev')).toEqual(['Bo (dev) Lee']);
  expect(await search('D.O*')).toEqual(['D.O*T']);
  expect(await search('@ana.m')).toEqual(['Ana']);
  for (const query of ['.*', '$', '^', '[a-z]', '\\', '(a+)+$', '|'])
    expect(await search(query), query).toEqual([]);
  expect(namesOf((await ana.browser.post('people.list', { role: 'moderator' })).members)).toEqual(['Mo']);
  expect(await codeOf(ana.browser.post('people.list', { cursor: 'nobody' }))).toBe('invalid_input');
});

test('a guest sees the people of their channels, and no other', async () => {
  const { company } = await olive.browser.post('company.create', { name: 'Acme' });
  const other = (await olive.browser.post('company.create', { name: 'Other' })).company;
  const gus = await invite(server, olive, 'Gus');
  const { connection } = server.core.db;
  // Guests come by an invitation of a channel's, which is not among these commands.
  const guest = { role: 'guest', companyId: company.id };
  await connection.collection<{ _id: string }>('members').updateOne({ _id: gus.me.id }, { $set: guest });
  await server.core.directory.changed(gus.me.id);
  const channel = async (...standings: { person: Person; present: boolean }[]) => {
    const channelId = newId();
    const rows = standings.map(({ person, present }) => ({
      channelId,
      memberId: person.me.id as string,
      present,
    }));
    await connection.collection('standings').insertMany(rows);
  };
  const general = (await connection.collection('workspace').findOne())?.['generalChannelId'];
  await (await server.core.journals.open(general))?.projected();
  await connection.collection('standings').deleteMany({ memberId: gus.me.id });
  await channel(
    { person: gus, present: true },
    { person: mo, present: true },
    { person: ana, present: false },
  );
  await channel({ person: gus, present: false }, { person: olive, present: true });
  await channel({ person: ana, present: true });

  const { members } = await gus.browser.post('people.list', {});
  expect(namesOf(members).toSorted()).toEqual(['Gus', 'Mo']);
  const ids = [olive.me.id, mo.me.id, ana.me.id, gus.me.id];
  const seen = await gus.browser.post('people.get', { ids });
  expect(namesOf(seen.members).toSorted()).toEqual(['Gus', 'Mo']);
  expect(seen.companies).toEqual([company]);
  expect((await gus.browser.post('people.list', { query: 'Ana' })).members).toEqual([]);
  expect((await gus.browser.post('company.list', {})).companies).toEqual([company]);
  expect((await gus.browser.post('company.list', { ids: [other.id] })).companies).toEqual([]);
  expect((await mo.browser.post('company.list', {})).companies).toHaveLength(2);
  // What a guest may not see looks like what is not there.
  const [hidden, random] = await Promise.all(
    [ana.me.id, newId<MemberId>()].map((id) => gus.browser.post('people.get', { ids: [id] })),
  );
  expect(hidden).toEqual(random);
  for (const role of ['member', 'owner'] as const) expect(await setRole(gus, gus, role)).toBe('forbidden');
});

test('nobody rises by themselves, and nobody touches who is their like or above', async () => {
  const ada = await invite(server, olive, 'Ada', { role: 'admin' });
  const bea = await invite(server, olive, 'Bea', { role: 'admin' });
  const cases: [Person, Person, Exclude<WorkspaceRole, 'bot'>, string][] = [
    [ana, ana, 'admin', 'forbidden'],
    [mo, ana, 'moderator', 'forbidden'],
    [ada, ada, 'owner', 'forbidden'],
    [ada, ana, 'owner', 'forbidden'],
    [ada, bea, 'member', 'forbidden'],
    [ada, olive, 'member', 'forbidden'],
    [ada, ana, 'guest', 'forbidden'],
    [ada, ana, 'moderator', 'ok'],
    [ada, ana, 'member', 'ok'],
    [olive, bea, 'member', 'ok'],
    [ada, ada, 'member', 'ok'],
  ];
  for (const [by, of, role, code] of cases)
    expect(await setRole(by, of, role), `${by.me.name} → ${of.me.name} ${role}`).toBe(code);
  // From the next command on, on this node.
  expect(await setRole(ada, ana, 'moderator')).toBe('forbidden');
  const deactivate = (by: Person, of: Person) =>
    codeOf(by.browser.post('people.deactivate', { memberId: of.me.id }));
  expect(await deactivate(mo, ana)).toBe('forbidden');
  expect(await codeOf(olive.browser.post('people.deactivate', { memberId: newId<MemberId>() }))).toBe(
    'not_found',
  );
});

test('the last owner stays, also when two go at once', async () => {
  expect(await setRole(olive, olive, 'member')).toBe('last_owner');
  expect(await codeOf(olive.browser.post('people.deactivate', { memberId: olive.me.id }))).toBe('last_owner');
  const second = await invite(server, olive, 'Otto');
  const owners = async () =>
    server.core.db.connection.collection('members').countDocuments({ role: 'owner', deactivatedAt: null });
  for (let round = 0; round < 10; round += 1) {
    expect(await setRole(olive, second, 'owner')).toBe('ok');
    const codes = await Promise.all([
      setRole(olive, second, 'member'),
      setRole(second, olive, 'member'),
      codeOf(second.browser.post('people.deactivate', { memberId: second.me.id })),
    ]);
    expect(await owners(), codes.join()).toBeGreaterThanOrEqual(1);
    // Whoever is left puts things back.
    const left = (await codeOf(olive.browser.post('workspace.get_settings', {}))) === 'ok' ? olive : second;
    if (left === second) expect(await setRole(second, olive, 'owner')).toBe('ok');
    await olive.browser.post('people.reactivate', { memberId: second.me.id });
    if (second.browser.cookie)
      await second.browser.send('account.sign_in', { email: 'otto@example.org', password });
    await setRole(olive, second, 'member');
  }
});

test('deactivated: out with every session and token at once, back in with a new sign-in', async () => {
  const sam = await invite(server, olive, 'Sam');
  const ended = server.feedRecord.ended.length;
  const { member } = await olive.browser.post('people.deactivate', { memberId: sam.me.id });
  expect(member.deactivatedAt).not.toBeNull();
  expect(server.feedRecord.ended.slice(ended)).toContainEqual({ memberId: sam.me.id, sessionId: undefined });
  expect(await codeOf(sam.browser.post('session.list', {}))).toBe('unauthenticated');
  const signIn = (word: string) =>
    codeOf(sam.browser.post('account.sign_in', { email: 'sam@example.org', password: word }));
  expect(await signIn(password)).toBe('deactivated');
  expect(await signIn('a wrong password')).toBe('wrong_credentials');
  expect(namesOf((await ana.browser.post('people.list', { query: 'Sam' })).members)).toEqual([]);
  expect(
    namesOf((await ana.browser.post('people.list', { query: 'Sam', deactivated: true })).members),
  ).toEqual(['Sam']);
  await olive.browser.post('people.reactivate', { memberId: sam.me.id });
  expect(await signIn(password)).toBe('ok');
});

test('settings are for those who manage the workspace', async () => {
  expect(await codeOf(mo.browser.post('workspace.get_settings', {}))).toBe('forbidden');
  expect(await codeOf(mo.browser.post('workspace.update', { name: 'Mine' }))).toBe('forbidden');
  const { settings } = await olive.browser.post('workspace.update', { name: 'Ours' });
  expect(settings).toEqual({ name: 'Ours', signUpDomains: [] });
  expect(
    (await olive.browser.post('workspace.update', { signUpDomains: ['a.example', 'a.example'] })).settings,
  ).toEqual({
    name: 'Ours',
    signUpDomains: ['a.example'],
  });
  expect(await new Browser(server.url).post('account.status', {})).toMatchObject({ workspaceName: 'Ours' });
});
