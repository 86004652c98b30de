/** Commands that come along with the handshake: as good as those that are sent after it, and no better. */
import { type ChannelId, type FirstCommand, newId, protocolVersion } from '@atrium/shared';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { LinkListener } from '../../client/src/net/link.ts';
import { socketLink } from '../../client/src/net/socket-link.ts';
import { LiveApp, type Person } from './live-app.ts';

let app: LiveApp;
let ana: Person;
let general: ChannelId;

beforeAll(async () => {
  app = await LiveApp.start();
  ana = await app.person('Ana');
  const client = await app.client(ana);
  const created = await client.ask('channel.create', { clientId: newId(), kind: 'public', name: 'general' });
  general = (created as { channel: { id: ChannelId } }).channel.id;
});
afterAll(() => app.close());

/** All that a stock client hears, in its order, until it has been let in and answered so many times, or sent away. */
function arrive(auth: object, answers: number): Promise<string[]> {
  const heard: string[] = [];
  const socket = io(app.app.url, { transports: ['websocket'], forceNew: true, reconnection: false, auth });
  return new Promise((resolve) => {
    const done = () => {
      socket.close();
      resolve(heard);
    };
    socket.on('connect', () => heard.push('connect'));
    socket.on('connect_error', ({ message }) => {
      heard.push(message);
      done();
    });
    socket.on('disconnect', (reason) => reason !== 'io client disconnect' && (heard.push(reason), done()));
    // What a stock client hears as the answer to nothing that it has asked.
    socket.io.on(
      'packet' as never,
      ((packet: { type: number; id?: number; data: [{ ok: boolean }] }) => {
        if (packet.type !== 3) return;
        heard.push(`${packet.id} ${packet.data[0].ok ? 'ok' : JSON.stringify(packet.data[0])}`);
        if (heard.length > answers) done();
      }) as never,
    );
  });
}

const post = (body: string): FirstCommand[2] => ({ channelId: general, clientId: newId(), body });
const newest = async () => {
  const { page } = (await (
    await app.client(ana)
  ).ask('channel.open', {
    channelId: general,
    around: 'newest',
  })) as { page: { entries: { body?: string }[] } };
  return page.entries.map(({ body }) => body).filter(Boolean);
};

test('are acknowledged by their ids, after the client was told that it is in', async () => {
  const first = [
    [3, 'workspace.load', {}],
    [5, 'message.post', post('along')],
  ];
  const heard = await arrive({ protocol: protocolVersion, token: ana.token, first }, 2);
  expect(heard[0]).toBe('connect');
  expect(heard.slice(1).toSorted()).toEqual(['3 ok', '5 ok']);
  expect(await newest()).toContain('along');
});

test('are judged like any other: by their schema, and by what their author may do', async () => {
  const gus = await app.person('Gus', 'guest');
  const first = [
    [0, 'message.post', post('from a stranger')],
    [1, 'message.post', { ...(post('x') as object), body: { $gt: '' } }],
    [2, 'no.such', {}],
  ];
  const heard = await arrive({ protocol: protocolVersion, token: gus.token, first }, 3);
  const codes = heard
    .slice(1)
    .toSorted()
    .map((line) => /"code":"(\w+)"/.exec(line)?.[1]);
  expect(codes).toEqual(['not_found', 'invalid_input', 'unknown_command']);
  expect(await newest()).not.toContain('from a stranger');
});

test('of whoever is not let in are not run', async () => {
  const first = [[0, 'message.post', post('from nobody')]];
  expect(await arrive({ protocol: protocolVersion, token: 'wrong', first }, 1)).toEqual(['unauthenticated']);
  expect(await arrive({ protocol: protocolVersion, first }, 1)).toEqual(['unauthenticated']);
  expect(await newest()).not.toContain('from nobody');
});

test('that are none end the connection', async () => {
  const first = [[0, 'workspace.load']];
  expect(await arrive({ protocol: protocolVersion, token: ana.token, first }, 1)).toEqual([
    'transport close',
  ]);
});

test('of our own client are what it asks before its link is open', async () => {
  const order: string[] = [];
  const listener: LinkListener = {
    opened: () => order.push('opened'),
    packet: () => {},
    closed: () => order.push('closed'),
  };
  const link = socketLink({ url: app.app.url, token: ana.token })(listener);
  const [load, posted] = [
    link.ask('workspace.load', {}, 10_000),
    link.ask('message.post', post('before it was open'), 10_000),
  ];
  expect(await load).toMatchObject({ ok: true, result: { me: { id: ana.id } } });
  expect(await posted).toMatchObject({ ok: true, result: { changed: true } });
  expect(await link.ask('message.post', post('and after'), 10_000)).toMatchObject({ ok: true });
  link.close();
  expect(order).toEqual(['opened', 'closed']);
  expect((await newest()).slice(-2)).toEqual(['before it was open', 'and after']);
});

test.each([
  ['is refused', () => ({ url: app.app.url, token: 'wrong' })],
  ['finds nobody', () => ({ url: 'http://127.0.0.1:1', token: ana.token })],
])('of a link that %s come back unanswered at once', async (_, options) => {
  const closed = vi.fn<LinkListener['closed']>();
  const link = socketLink(options())({ opened: () => {}, packet: () => {}, closed });
  await expect(link.ask('workspace.load', {}, 60_000)).rejects.toThrow('the link closed');
  expect(closed).toHaveBeenCalledTimes(1);
});
