import { type ClientId, newId } from '@atrium/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, codeOf } from './browser.ts';
import { password, setUpByOlive, tokenOf } from './people.ts';
import { startServer, type TestServer } from './server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const person = { workspaceName: 'Atrium', name: 'Zed', email: 'zed@example.org', password };

test('of many who set up at once one does, and later ones are told so', async () => {
  const before = new Browser(server.url);
  expect(await before.post('account.status', {})).toMatchObject({ setUp: false, signedIn: false });
  expect(await codeOf(before.post('account.set_up', { token: 'x'.repeat(43), ...person }))).toBe(
    'link_expired',
  );

  const links = await Promise.all([server.firstRunLink(), server.firstRunLink()]);
  const tries = Array.from({ length: 12 }, (_, index) => {
    const name = `Zed ${index}`;
    const token = tokenOf(links[index % 2]);
    return codeOf(
      new Browser(server.url).post('account.set_up', {
        ...person,
        token,
        name,
        email: `zed${index}@example.org`,
      }),
    );
  });
  const codes = await Promise.all(tries);
  expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
  for (const code of codes) expect(['ok', 'retry_later', 'already_set_up']).toContain(code);

  const { connection } = server.core.db;
  expect(await connection.collection('members').countDocuments({ role: 'owner' })).toBe(1);
  expect(await connection.collection('auth_users').countDocuments()).toBe(1);
  expect(await connection.collection('entries').countDocuments({ kind: 'channel.created' })).toBe(1);
  expect(await server.firstRunLink()).toBeNull();
  expect(await codeOf(before.post('account.set_up', { token: tokenOf(links[0]), ...person }))).toBe(
    'already_set_up',
  );
});

test('a set-up that died half-way is taken over, and leaves nothing behind', async () => {
  const second = await startServer();
  try {
    const { connection } = second.core.db;
    const link = await second.firstRunLink();
    const broken = second.core.journals.create;
    second.core.journals.create = () => Promise.reject(new Error('the disk is gone'));
    const olive = new Browser(second.url);
    const input = { ...person, token: tokenOf(link), name: 'Olive', email: 'olive@example.org' };
    expect(await codeOf(olive.post('account.set_up', input))).toBe('internal');
    expect(await olive.post('account.status', {})).toMatchObject({ setUp: false });

    second.core.journals.create = broken;
    const { me } = await olive.post('account.set_up', input);
    expect(me).toMatchObject({ name: 'Olive', handle: 'olive', role: 'owner', email: 'olive@example.org' });
    expect(await connection.collection('members').countDocuments()).toBe(1);
    expect(await connection.collection('auth_accounts').countDocuments()).toBe(1);
  } finally {
    await second.close();
  }
});

test('the owner is in the channel general, and the link stands nowhere in clear', async () => {
  const third = await startServer();
  try {
    const link = await third.firstRunLink();
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/set-up#token=[\w-]{43}$/);
    const rows = await third.core.db.connection.collection('links').find().toArray();
    expect(JSON.stringify(rows)).not.toContain(tokenOf(link));
    const { me, browser } = await setUpByOlive(third);
    const entries = await third.core.db.connection.collection('entries').find().sort({ seq: 1 }).toArray();
    expect(entries.map((entry) => entry['kind'])).toEqual(['channel.created', 'member.joined']);
    expect(entries[0]).toMatchObject({ authorId: me.id, channel: { name: 'general', kind: 'public' } });
    const again = { clientId: newId<ClientId>(), kind: 'public', name: 'general' } as const;
    expect(await codeOf(browser.post('channel.create', again))).toBe('name_taken');
  } finally {
    await third.close();
  }
});
