/** The one door: what is no command, no input, no right or no database is answered with a name, and tells nothing. */
import { type ClientId, newId } from '@atrium/shared';
import { commands } from '@atrium/shared/commands';
import { MongoNetworkError, MongoServerError } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../server/src/core/caller.ts';
import { type Handler, plain } from '../../server/src/core/command.ts';
import { createDispatcher, type Origin } from '../../server/src/core/dispatch.ts';
import { createMetrics } from '../../server/src/metrics.ts';
import { type Atrium, makeChannel, startAtrium } from './fixture.ts';

let atrium: Atrium;
beforeAll(async () => {
  atrium = await startAtrium();
});
afterAll(() => atrium.close());

const id = () => newId<ClientId>();
const httpOrigin = (caller: Caller | null): Origin => {
  const request = { address: '127.0.0.1', userAgent: '', cookie: undefined, setCookie: () => undefined };
  return { transport: 'http', caller, request, requestId: 'the-request' };
};
const ana = (more: Partial<Caller> = {}): Caller => ({
  ...{ memberId: atrium.people.ana.id, role: 'member', companyId: null, deactivated: false, address: '' },
  proof: { kind: 'session', sessionId: 's', expiresAt: Number.MAX_SAFE_INTEGER },
  ...more,
});

test.each([
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'then',
  '',
  'message.Post',
  'x'.repeat(10_000),
])('%.20s is no command', async (name) => {
  const reply = await atrium.app.dispatch(name, {}, httpOrigin(ana()));
  expect(reply).toEqual({
    ok: false,
    error: {
      code: 'unknown_command',
      message: 'unknown_command',
      retryable: false,
      requestId: 'the-request',
    },
  });
});

test('every command is there', async () => {
  for (const name of commands.keys()) {
    const reply = await atrium.app.dispatch(name, null, httpOrigin(null));
    expect(reply.ok ? 'ok' : reply.error.code, name).not.toBe('unknown_command');
  }
});

test.each<[unknown, string]>([
  [{ clientId: id(), body: 'x' }, 'channelId'],
  [{ channelId: { $gt: '' }, clientId: id(), body: 'x' }, 'channelId'],
  [{ channelId: 'c', clientId: 'short', body: 'x' }, 'clientId'],
  [{ channelId: 'c', clientId: id(), body: ' ' }, 'body'],
  [{ channelId: 'c', clientId: id(), body: 'x', authorId: 'me' }, 'authorId'],
  [{ channelId: 'c', clientId: id(), body: 'x', rootSeq: 1e15 * 1e15 }, 'rootSeq'],
  [
    JSON.parse(`{"channelId":"c","clientId":"${'i'.repeat(20)}","body":"x","__proto__":{"role":"owner"}}`),
    '__proto__',
  ],
])('bad input %# names its field and changes nothing', async (input, field) => {
  const reply = await atrium.app.dispatch('message.post', input, httpOrigin(ana()));
  expect(reply).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  const paths = reply.ok ? [] : (reply.error.details?.fields ?? []).map(({ path }) => path[0]);
  expect(paths).toContain(field);
});

describe('who may come in at all', () => {
  test('nobody without a session, nobody who is deactivated', async () => {
    const input = { channelId: 'c', clientId: id(), body: 'x' };
    expect(await atrium.app.dispatch('message.post', input, httpOrigin(null))).toMatchObject({
      error: { code: 'unauthenticated' },
    });
    expect(
      await atrium.app.dispatch('message.post', input, httpOrigin(ana({ deactivated: true }))),
    ).toMatchObject({
      error: { code: 'deactivated' },
    });
  });

  test('not over a transport that it is not for', async () => {
    const live = await atrium.app.dispatch(
      'typing.set',
      { channelId: 'c', rootSeq: null },
      httpOrigin(ana()),
    );
    expect(live).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  });

  test('a token finds only its channels, and does only what its scopes say', async () => {
    const { olive, ana: person } = atrium.people;
    const [mine, other] = [await makeChannel([olive, person]), await makeChannel([olive, person])];
    const token = (scopes: string[]) =>
      httpOrigin(
        ana({
          proof: {
            kind: 'token',
            tokenId: 't',
            scopes: new Set(scopes) as never,
            channelIds: new Set([mine.id]),
          },
        }),
      );
    const post = (channelId: string, origin: Origin) =>
      atrium.app.dispatch('message.post', { channelId, clientId: id(), body: 'x' }, origin);
    expect(await post(mine.id, token(['channel.read', 'message.post']))).toMatchObject({ ok: true });
    expect(await post(mine.id, token(['channel.read']))).toMatchObject({ error: { code: 'scope_missing' } });
    expect(await post(other.id, token(['channel.read', 'message.post']))).toMatchObject({
      error: { code: 'not_found' },
    });
  });
});

describe('what goes wrong inside', () => {
  const failing = async (error: unknown) => {
    const logged: string[] = [];
    const broken = plain('draft.list', {
      allow: () => ({ ok: true }),
      run: async () => {
        throw error;
      },
    });
    const core = { ...atrium.core, metrics: createMetrics() };
    core.log = core.log.child({});
    const dispatch = createDispatcher(core, [broken as Handler], core.rateLimits);
    const before = atrium.logged.length;
    const reply = await dispatch('draft.list', {}, httpOrigin(ana()));
    logged.push(...atrium.logged.slice(before));
    return { reply, logged };
  };

  test('an unforeseen fault is an id to quote, and nothing else', async () => {
    const { reply, logged } = await failing(new TypeError('the secret is 1234'));
    expect(reply).toEqual({
      ok: false,
      error: { code: 'internal', message: 'internal', retryable: true, requestId: 'the-request' },
    });
    expect(logged.join('')).toContain('the-request');
  });

  test('a database that is away is `retry_later`, a full disk is `storage_full`', async () => {
    expect((await failing(new MongoNetworkError('cut'))).reply).toMatchObject({
      error: { code: 'retry_later' },
    });
    expect(
      (await failing(new MongoServerError({ code: 10_107, message: 'not primary' }))).reply,
    ).toMatchObject({
      error: { code: 'retry_later', retryable: true },
    });
    expect((await failing(new MongoServerError({ code: 14_031, message: 'no space' }))).reply).toMatchObject({
      error: { code: 'storage_full' },
    });
  });

  test('an answer that is not what was promised does not leave in tests', async () => {
    const wrong = plain('draft.list', {
      allow: () => ({ ok: true }),
      run: async () => ({ drafts: [], secret: 1 }) as never,
    });
    const dispatch = createDispatcher(
      { ...atrium.core, metrics: createMetrics() },
      [wrong as Handler],
      atrium.core.rateLimits,
    );
    expect(await dispatch('draft.list', {}, httpOrigin(ana()))).toMatchObject({
      error: { code: 'internal' },
    });
  });

  test('what somebody wrote is in no log line', async () => {
    const { olive } = atrium.people;
    const channel = await makeChannel([olive]);
    const canary = 'CANARY-in-a-body';
    await olive.call('message.post', { channelId: channel.id, clientId: id(), body: canary });
    await olive.send('message.post', { channelId: channel.id, clientId: 'bad', body: canary });
    await olive.send('message.post', { channelId: newId(), clientId: id(), body: canary });
    expect(atrium.logged.join('')).not.toContain(canary);
  });
});
