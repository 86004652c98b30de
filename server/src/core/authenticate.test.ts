import type { Member, MemberId } from '@atrium/shared';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createAuthenticator } from './authenticate.ts';
import type { SessionRow } from './auth/sessions.ts';

const ana = 'ana' as MemberId;
const member: Member = {
  ...{
    id: ana,
    kind: 'person',
    role: 'member',
    name: 'Ana',
    handle: 'ana',
    title: '',
    about: '',
    timezone: '',
  },
  ...{ avatarFileId: null, companyId: null, status: null, deactivatedAt: null, createdAt: 0 },
};

/** Sessions whose look-ups end when the test says so. */
function setUp() {
  let now = 1_000_000;
  let row: SessionRow | null = {
    ...{
      id: 's1',
      memberId: ana,
      userAgent: '',
      address: '',
      createdAt: now,
      lastUsedAt: now,
      expiresAt: now + 60_000,
    },
  };
  const waiting: (() => void)[] = [];
  let looks = 0;
  let isHeld = false;
  const sessions = {
    cookieValue: (cookie: string) => cookie.split('=')[1] ?? null,
    find: async () => {
      looks += 1;
      const seen = row;
      if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
      return seen;
    },
    touch: async () => undefined,
  };
  const directory = { get: async () => member };
  const log = pino({ level: 'silent' });
  const parts = { sessions, directory, log, clock: () => now, tokens: undefined as never };
  const { authenticate, forget } = createAuthenticator(parts);
  return {
    ask: () => authenticate({ cookie: 'atrium_session=x', bearer: undefined, address: '::1', userAgent: '' }),
    forget,
    looks: () => looks,
    revoke: () => (row = null),
    hold: () => (isHeld = true),
    release: () => {
      isHeld = false;
      for (const resolve of waiting.splice(0)) resolve();
    },
    pass: (ms: number) => (now += ms),
  };
}

test('a session is looked up once, and forgotten when it is revoked', async () => {
  const { ask, looks, forget, revoke } = setUp();
  expect(await ask()).toMatchObject({
    memberId: ana,
    role: 'member',
    proof: { kind: 'session', sessionId: 's1' },
  });
  await ask();
  expect(looks()).toBe(1);
  revoke();
  forget(ana, 'another session');
  expect(await ask()).not.toBeNull();
  forget(ana, 's1');
  expect(await ask()).toBeNull();
});

test('a look-up that a revocation overtakes puts nothing back', async () => {
  const { ask, forget, revoke, hold, release } = setUp();
  hold();
  const slow = ask();
  revoke();
  forget(ana);
  release();
  // It began before the revocation: this one answer may stand, but none after it.
  await slow;
  expect(await ask()).toBeNull();
});

test('a session that runs out while it is remembered is over', async () => {
  const { ask, pass } = setUp();
  expect(await ask()).not.toBeNull();
  pass(60_000);
  expect(await ask()).toBeNull();
});
