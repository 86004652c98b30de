import { limits } from '@atrium/shared';
import { Encoder } from 'socket.io-parser';
import { describe, expect, test } from 'vitest';
import { readConnect, readPacket } from './packet.ts';

const sent = (packet: Parameters<Encoder['encode']>[0]) => new Encoder().encode(packet)[0];

describe('what Socket.IO’s own encoder writes', () => {
  test('an event with an id and one without', () => {
    const data = ['message.post', { body: 'é👋 "quoted" [1]' }];
    expect(readPacket(sent({ type: 2, nsp: '/', id: 12, data }))).toEqual({ kind: 'event', id: 12, data });
    expect(readPacket(sent({ type: 2, nsp: '/', data }))).toEqual({ kind: 'event', id: null, data });
  });

  test('a goodbye', () => {
    expect(readPacket(sent({ type: 1, nsp: '/' }))).toEqual({ kind: 'goodbye' });
  });

  test('a client that asks to be connected, with what it shows and without', () => {
    const data = { protocol: 1, token: 'é👋' };
    expect(readConnect(sent({ type: 0, nsp: '/', data }))).toEqual({ auth: data, first: [] });
    expect(readConnect(sent({ type: 0, nsp: '/' }))).toEqual({ auth: {}, first: [] });
  });

  test('what is asked along with that', () => {
    const first = [
      [0, 'workspace.load', {}],
      [7, 'channel.sync', { positions: [] }],
    ];
    expect(readConnect(sent({ type: 0, nsp: '/', data: { protocol: 1, first } }))).toEqual({
      auth: { protocol: 1 },
      first,
    });
  });

  test('nothing of another namespace, and no attachments', () => {
    expect(readPacket(sent({ type: 2, nsp: '/other', id: 1, data: ['x'] }))).toBeNull();
    expect(readPacket(sent({ type: 5, nsp: '/', id: 1, data: ['x', Buffer.from('y')] }))).toBeNull();
    expect(readPacket(sent({ type: 0, nsp: '/', data: { token: 'again' } }))).toBeNull();
    expect(readConnect(sent({ type: 0, nsp: '/other', data: {} }))).toBeNull();
    expect(readConnect(sent({ type: 2, nsp: '/', id: 1, data: ['x'] }))).toBeNull();
  });
});

test.each([
  '',
  '2',
  '21',
  '2{}',
  '21{"a":1}',
  '2["x"',
  '2 ["x"]',
  '2-1["x"]',
  '3["x"]',
  '11',
  Buffer.from('2["x"]'),
])('%j is refused', (text) => {
  expect(readPacket(text)).toBeNull();
});

test.each(['', '1', '0[]', '0null', '0"ana"', '0{', '00', '01{}', '0 {', Buffer.from('0{}')])(
  '%j connects nobody',
  (text) => {
    expect(readConnect(text)).toBeNull();
  },
);

test.each([
  null,
  {},
  'workspace.load',
  [null],
  [{}],
  [[0, 'workspace.load']],
  [[0, 'workspace.load', {}, {}]],
  [['0', 'workspace.load', {}]],
  [[0.5, 'workspace.load', {}]],
  [[2 ** 53, 'workspace.load', {}]],
  [[0, ['workspace.load'], {}]],
  Array.from({ length: limits.firstCommandsMax + 1 }, (_, id) => [id, 'workspace.load', {}]),
])('with %j to be asked first nobody is connected', (first) => {
  expect(readConnect(`0${JSON.stringify({ protocol: 1, first })}`)).toBeNull();
});
