import { commands } from '@atrium/shared/commands';
import { AtriumError, type ChannelId, type ErrorBody, limits } from '@atrium/shared';
import { describe, expect, test } from 'vitest';
import { createConnection } from './connection.ts';
import { createHttp, httpOnly } from './http.ts';
import type { Link, LinkListener } from './link.ts';
import { FakeTimers } from './testing/fake-timers.ts';
import { Random } from '../../../tests/random.ts';
import { backoffMs } from './timers.ts';

const refusal = (code: ErrorBody['code'], more: Partial<ErrorBody> = {}): ErrorBody => ({
  code,
  message: code,
  retryable: false,
  requestId: 'r',
  ...more,
});

function start(seed = 1) {
  const timers = new FakeTimers(new Random(seed));
  const links: { listener: LinkListener; asked: string[]; isClosed: boolean }[] = [];
  const connection = createConnection(
    (listener): Link => {
      const link = { listener, asked: [] as string[], isClosed: false };
      links.push(link);
      return {
        async ask(name, input) {
          link.asked.push(name);
          if (name === 'thread.list') throw new Error('no answer');
          return { ok: true, result: { name, input } };
        },
        close() {
          if (link.isClosed) return;
          link.isClosed = true;
          listener.closed(null);
        },
      };
    },
    createHttp({ url: 'http://127.0.0.1:1' }),
    timers,
  );
  connection.connect();
  return { connection, links, timers, last: () => links.at(-1)! };
}

test('the commands that go by HTTP are those that the registry says', () => {
  const said = [...commands.values()].filter(({ transport }) => transport === 'http').map(({ name }) => name);
  expect([...httpOnly].toSorted()).toEqual(said.toSorted());
});

describe('coming back', () => {
  test('a link that breaks is opened again; a moment is drawn from a window that doubles', async () => {
    const { connection, links, timers, last } = start();
    last().listener.opened();
    expect(connection.status).toEqual({ state: 'live', retryAt: null, offlineSince: null });
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      last().listener.closed(null);
      expect(connection.status.state).toBe('offline');
      waits.push(connection.status.retryAt! - timers.now());
      await timers.pass(30_000);
      expect(links).toHaveLength(attempt + 2);
    }
    expect(Math.max(...waits)).toBeGreaterThan(2_000);
    expect(backoffMs(3, 1)).toBe(4_000);
    expect(backoffMs(50, 1)).toBe(30_000);
  });

  test('a server that drains says within which time to come back', async () => {
    const waits = [];
    for (let seed = 1; seed <= 40; seed += 1) {
      const { connection, timers, last } = start(seed);
      last().listener.opened();
      last().listener.packet('bye', { why: 'drain', retryAfterMs: 20_000 });
      last().listener.closed(null);
      waits.push(connection.status.retryAt! - timers.now());
    }
    expect(Math.max(...waits)).toBeLessThanOrEqual(20_000);
    expect(Math.max(...waits)).toBeGreaterThan(12_000);
    expect(Math.min(...waits)).toBeLessThan(8_000);
  });

  test.each([
    ['unauthenticated', 'signed_out'],
    ['session_revoked', 'signed_out'],
    ['deactivated', 'signed_out'],
    ['version_mismatch', 'outdated'],
    ['draining', 'offline'],
    ['retry_later', 'offline'],
  ] as const)('refused with %s it is %s', async (code, state) => {
    const { connection, links, timers, last } = start();
    last().listener.closed(refusal(code));
    expect(connection.status.state).toBe(state);
    await timers.pass(60_000);
    expect(links.length > 1).toBe(state === 'offline');
  });

  test.each([
    ['revoked', 'signed_out'],
    ['version', 'outdated'],
  ] as const)('after a bye because of %s it is %s', (why, state) => {
    const { connection, last } = start();
    last().listener.opened();
    last().listener.packet('bye', { why, retryAfterMs: 0 });
    last().listener.closed(null);
    expect(connection.status.state).toBe(state);
  });

  test('the network coming back does not wait for the next attempt', async () => {
    const { connection, links, last } = start();
    last().listener.closed(null);
    connection.wake();
    expect(links).toHaveLength(2);
    connection.wake();
    expect(links).toHaveLength(2);
  });

  test('once closed it stays closed, and hears nothing of the old link', async () => {
    const { connection, links, timers, last } = start();
    last().listener.opened();
    const heard: unknown[] = [];
    connection.on('heads', (packet) => heard.push(packet));
    connection.close();
    last().listener.packet('heads', { heads: [] });
    await timers.pass(120_000);
    expect(links).toHaveLength(1);
    expect(heard).toEqual([]);
    expect(connection.status).toMatchObject({ state: 'offline', retryAt: null });
  });
});

describe('a command', () => {
  test('waits for the link, unless it is for now only', async () => {
    const { connection, last } = start();
    await expect(connection.command('workspace.load', {}, { onlyNow: true })).rejects.toMatchObject({
      code: 'retry_later',
    });
    const later = connection.command('workspace.load', {});
    last().listener.opened();
    await expect(later).resolves.toEqual({ name: 'workspace.load', input: {} });
  });

  test('always settles: without a link it may be tried again later', async () => {
    const { connection, timers } = start();
    const asked = connection
      .command('workspace.load', {}, { timeoutMs: 5_000 })
      .catch((error: unknown) => error);
    await timers.pass(6_000);
    const error = await asked;
    expect(error).toBeInstanceOf(AtriumError);
    expect(error).toMatchObject({ code: 'retry_later', retryable: true });
  });

  test('that no frame can carry is refused, and the link stays', async () => {
    const { connection, last } = start();
    last().listener.opened();
    const body = 'ö'.repeat(limits.frameBytesMax / 2);
    const draft = { channelId: 'c' as ChannelId, rootSeq: null, body };
    await expect(connection.command('draft.set', draft)).rejects.toMatchObject({
      code: 'too_large',
      retryable: false,
    });
    expect(last().asked).toEqual([]);
    await connection.command('draft.set', { ...draft, body: body.slice(0, limits.messageBodyLength) });
    expect(last().asked).toEqual(['draft.set']);
  });

  test('is refused at once when the session ended', async () => {
    const { connection, last } = start();
    const waiting = connection.command('workspace.load', {}).catch((error: unknown) => error);
    last().listener.closed(refusal('session_revoked'));
    expect(await waiting).toMatchObject({ code: 'unauthenticated' });
  });
});

describe('what is foreseen', () => {
  const positions = [{ channelId: 'c', position: { epoch: 'e', seq: 3 } }] as never;
  const foresee = (connection: ReturnType<typeof start>['connection']) =>
    connection.onOpening(() => [
      { name: 'channel.sync', input: { positions } },
      { name: 'workspace.load', input: {} },
    ]);
  /** With a second link, which was asked along. */
  async function reopened() {
    const all = start();
    foresee(all.connection);
    all.last().listener.closed(null);
    await all.timers.pass(30_000);
    return all;
  }

  test('is asked with each attempt, before the link is open', async () => {
    const { links } = await reopened();
    expect(links.map(({ asked }) => asked)).toEqual([[], ['channel.sync', 'workspace.load']]);
  });

  test('answers the one who asks just that once it is open, and nobody else', async () => {
    const { connection, last } = await reopened();
    last().listener.opened();
    const results = await Promise.all([
      connection.command('channel.sync', { positions }),
      connection.command('workspace.load', {}),
      connection.command('channel.sync', { positions: [] }),
      connection.command('workspace.load', {}),
    ]);
    expect(results).toEqual([
      { name: 'channel.sync', input: { positions } },
      { name: 'workspace.load', input: {} },
      { name: 'channel.sync', input: { positions: [] } },
      { name: 'workspace.load', input: {} },
    ]);
    expect(last().asked).toEqual(['channel.sync', 'workspace.load', 'channel.sync', 'workspace.load']);
  });

  test('is no answer to a question that came later', async () => {
    const { connection, timers, last } = await reopened();
    last().listener.opened();
    await timers.pass(1);
    await connection.command('workspace.load', {});
    expect(last().asked).toEqual(['channel.sync', 'workspace.load', 'workspace.load']);
  });

  test('of one link is no answer on the next', async () => {
    const { connection, links, timers, last } = await reopened();
    last().listener.closed(null);
    await timers.pass(30_000);
    last().listener.opened();
    await connection.command('workspace.load', {});
    expect(links.map(({ asked }) => asked.length)).toEqual([0, 2, 2]);
  });

  test('fails as any command does, and hurts nobody where nobody asks for it', async () => {
    const { connection, timers, last } = start();
    connection.onOpening(() => [{ name: 'thread.list', input: { filter: 'all' } as never }]);
    last().listener.closed(null);
    await timers.pass(30_000);
    last().listener.opened();
    await expect(connection.command('thread.list', { filter: 'all' } as never)).rejects.toMatchObject({
      code: 'retry_later',
    });
  });

  test('is asked no more once nobody foresees it', async () => {
    const { connection, timers, last } = start();
    foresee(connection)();
    last().listener.closed(null);
    await timers.pass(30_000);
    expect(last().asked).toEqual([]);
  });
});
