// What better-auth's MongoDB adapter sends: sign-up, sessions with joins, verifications, rate of failure.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ObjectId } from 'mongodb';
import { expect, test } from 'vitest';
import { db } from './fixture.ts';

// better-auth is a dependency of the server workspace alone.
const ofServer = createRequire(new URL('../../server/package.json', import.meta.url));
const load = (name: string) => import(pathToFileURL(ofServer.resolve(name)).href);
const { betterAuth } = await load('better-auth');
const { mongodbAdapter } = await load('better-auth/adapters/mongodb');

const password = {
  hash: async (text: string) => `hash:${text}`,
  verify: async (given: { hash: string; password: string }) => given.hash === `hash:${given.password}`,
};
const auth = betterAuth({
  baseURL: 'http://127.0.0.1:1',
  secret: 'a secret for the contract suite, long enough',
  database: mongodbAdapter(db),
  emailAndPassword: { enabled: true, password },
  telemetry: { enabled: false },
});
const signUp = (email: string) =>
  auth.api.signUpEmail({ body: { email, password: 'correct horse', name: 'Ana' } });
const signIn = (email: string, password = 'correct horse') =>
  auth.api.signInEmail({ body: { email, password }, asResponse: true });
const cookieOf = (response: Response) =>
  new Headers({
    cookie: response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; '),
  });

test('sign-up, sign-in, session and sign-out', async () => {
  const { user } = await signUp('ana@example.com');
  expect(await db.collection('user').findOne({ email: 'ana@example.com' })).toMatchObject({
    _id: new ObjectId(user.id),
    name: 'Ana',
  });
  const response = await signIn('ana@example.com');
  expect(response.status).toBe(200);
  const headers = cookieOf(response);
  expect((await auth.api.getSession({ headers }))?.user.email).toBe('ana@example.com');
  expect(await auth.api.listSessions({ headers })).toHaveLength(2);
  await auth.api.signOut({ headers });
  expect(await auth.api.getSession({ headers })).toBeNull();
});

test('the same address again is refused', async () => {
  await signUp('mo@example.com');
  await expect(signUp('mo@example.com')).rejects.toMatchObject({
    body: { code: expect.stringMatching(/USER_ALREADY_EXISTS/) },
  });
});

test('a wrong password and an unknown address', async () => {
  await signUp('gus@example.com');
  expect((await signIn('gus@example.com', 'wrong')).status).toBe(401);
  expect((await signIn('nobody@example.com')).status).toBe(401);
});

test('a change of name and of password, and other sessions revoked', async () => {
  await signUp('sam@example.com');
  const [first, second] = [
    cookieOf(await signIn('sam@example.com')),
    cookieOf(await signIn('sam@example.com')),
  ];
  await auth.api.updateUser({ headers: first, body: { name: 'Sam' } });
  const changed = await auth.api.changePassword({
    headers: first,
    body: { currentPassword: 'correct horse', newPassword: 'battery staple', revokeOtherSessions: true },
  });
  expect(changed.user.name).toBe('Sam');
  expect(await auth.api.getSession({ headers: second })).toBeNull();
  expect((await signIn('sam@example.com', 'battery staple')).status).toBe(200);
});

test('the operations of the adapter itself', async () => {
  const { adapter } = await auth.$context;
  const value = (n: number) => ({
    identifier: `id-${n}`,
    value: `v${n}`,
    expiresAt: new Date(Date.now() + n * 1000),
  });
  for (let n = 1; n <= 5; n++) await adapter.create({ model: 'verification', data: value(n) });
  const where = (
    operator: 'in' | 'lt' | 'gte' | 'contains' | 'starts_with' | 'ne',
    field: string,
    of: unknown,
  ) => [{ field, operator, value: of as string }];
  const found = async (clause: ReturnType<typeof where>) => {
    const sortBy = { field: 'value', direction: 'desc' };
    const rows: { value: string }[] = await adapter.findMany({
      model: 'verification',
      where: clause,
      sortBy,
    });
    return rows.map((row) => row.value);
  };
  expect(await found(where('in', 'identifier', ['id-1', 'id-3']))).toEqual(['v3', 'v1']);
  expect(await found(where('contains', 'identifier', 'd-4'))).toEqual(['v4']);
  expect(await found(where('starts_with', 'value', 'v'))).toHaveLength(5);
  expect(await found(where('lt', 'expiresAt', new Date()))).toEqual([]);
  expect(await adapter.count({ model: 'verification' })).toBe(5);
  expect(
    await adapter.updateMany({
      model: 'verification',
      where: where('ne', 'value', 'v1'),
      update: { value: 'same' },
    }),
  ).toBe(4);
  expect(await adapter.deleteMany({ model: 'verification', where: where('in', 'value', ['same']) })).toBe(4);
  expect(
    await adapter.findOne({ model: 'verification', where: [{ field: 'identifier', value: 'id-1' }] }),
  ).toMatchObject({ value: 'v1' });
});
