/** Whether somebody has an account is told to nobody: not by what is answered, and not by how long it takes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wrongMax, wrongWhereKnownMax, windowMs } from '../../../server/src/accounts/attempts.ts';
import { Browser, codeOf } from '../accounts/browser.ts';
import { invite, password, type Person, setUpByOlive } from '../accounts/people.ts';
import { startServer, type TestServer } from '../accounts/server.ts';

let server: TestServer;
let olive: Person;
beforeAll(async () => {
  server = await startServer();
  olive = await setUpByOlive(server);
  await olive.browser.post('workspace.update', { signUpDomains: ['example.org'] });
});
afterAll(() => server.close());

const known = 'olive@example.org';
const unknown = 'nobody@example.org';
const inputs = (email: string) => ({
  'account.sign_in': { email, password: 'not the password' },
  'account.request_reset': { email },
  'account.sign_up': { email, password, name: 'Somebody' },
});
type Name = keyof ReturnType<typeof inputs>;
const names: Name[] = ['account.sign_in', 'account.request_reset', 'account.sign_up'];

async function ask(name: Name, email: string) {
  const began = performance.now();
  const response = await new Browser(server.url).send(name, inputs(email)[name]);
  const text = await response.text();
  const tookMs = performance.now() - began;
  const headers = Object.fromEntries(response.headers);
  const ids = new RegExp(headers['x-request-id']!, 'g');
  delete headers['x-request-id'];
  delete headers['date'];
  return { tookMs, told: { status: response.status, headers, text: text.replace(ids, '…') } };
}

test.each(names)('%s says the same of a known and an unknown address', async (name) => {
  const [one, other] = [await ask(name, known), await ask(name, unknown)];
  expect(one.told).toEqual(other.told);
});

/** Whether 40 answers to each took alike: a missing hash is 14 ms, beyond what a busy machine makes of two medians. */
async function takesAlike(name: Name): Promise<boolean> {
  const times = { known: [] as number[], unknown: [] as number[] };
  for (let n = 0; n < 40; n += 1) {
    times.known.push((await ask(name, known)).tookMs);
    times.unknown.push((await ask(name, unknown)).tookMs);
    server.turnClock(windowMs);
  }
  const tolerated = Math.max(5, median(times.known) / 5);
  const difference = Math.abs(median(times.known) - median(times.unknown));
  return difference < tolerated || mannWhitneyP(times.known, times.unknown) > 0.01;
}

test.each(names)(
  '%s takes as long for a known as for an unknown address',
  async (name) => {
    // What a neighbour on the machine does to one sample is not there in the next two; a missing hash is.
    const isAlike = (await takesAlike(name)) || (await takesAlike(name)) || (await takesAlike(name));
    expect(isAlike).toBe(true);
  },
  240_000,
);

test('the comparison of times sees a missing hash', () => {
  const fast = Array.from({ length: 40 }, (_, n) => 5 + (n % 7) / 10);
  const slow = fast.map((ms) => ms + 14);
  expect(mannWhitneyP(fast, slow)).toBeLessThan(0.001);
  expect(
    mannWhitneyP(
      fast,
      fast.map((ms) => ms + 0.01),
    ),
  ).toBeGreaterThan(0.01);
});

test('a link that never was, one that was used and one that is late look alike', async () => {
  const { link, invitation } = await olive.browser.post('invitation.create', {});
  await olive.browser.post('invitation.revoke', { id: invitation.id });
  const tell = async (token: string) => {
    const response = await new Browser(server.url).send('invitation.preview', { token });
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    return [response.status, error.code, error.message];
  };
  expect(await tell(link.split('#token=')[1]!)).toEqual(await tell('x'.repeat(43)));
});

test('guessing one account’s password from everywhere ends; who is signed in stays so', async () => {
  const sam = await invite(server, olive, 'Sam');
  const attempt = (email: string, word: string, visitor: number) =>
    server.dispatch(
      'account.sign_in',
      { email, password: word },
      {
        transport: 'http',
        caller: null,
        requestId: 'test',
        request: {
          address: `198.51.100.${visitor}`,
          userAgent: '',
          cookie: undefined,
          setCookie: () => undefined,
        },
      },
    );
  const code = async (email: string, word: string, visitor: number) => {
    const reply = await attempt(email, word, visitor);
    return reply.ok ? 'ok' : reply.error.code;
  };
  // An address that nobody has is counted as well: the limit itself must not tell.
  for (const email of ['sam@example.org', 'nobody.else@example.org']) {
    for (let n = 0; n < wrongMax; n += 1)
      expect(await code(email, `guess ${n}`, n)).toBe('wrong_credentials');
    expect(await code(email, password, 200)).toBe('rate_limited');
  }
  expect(await codeOf(sam.browser.post('session.list', {}))).toBe('ok');
  // From where Sam is signed in, Sam can sign in on another device: strangers have not locked them out.
  const atHome = (word: string) =>
    codeOf(new Browser(server.url).post('account.sign_in', { email: 'sam@example.org', password: word }));
  expect(await atHome(password)).toBe('ok');
  for (let n = 0; n < wrongWhereKnownMax; n += 1)
    expect(await atHome(`guess ${n}`)).toBe('wrong_credentials');
  expect(await atHome(password)).toBe('rate_limited');
  expect(await code('olive@example.org', password, 201)).toBe('ok');
  server.turnClock(windowMs);
  expect(await code('sam@example.org', password, 202)).toBe('ok');
}, 240_000);

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** Two-sided, by the normal approximation: how likely such a difference is when there is none. */
function mannWhitneyP(one: readonly number[], other: readonly number[]): number {
  const u = one.reduce(
    (sum, a) => sum + other.reduce((count, b) => count + (a < b ? 1 : a === b ? 0.5 : 0), 0),
    0,
  );
  const mean = (one.length * other.length) / 2;
  const deviation = Math.sqrt((one.length * other.length * (one.length + other.length + 1)) / 12);
  const z = Math.abs(u - mean) / deviation;
  return Math.exp(-0.717 * z - 0.416 * z * z);
}
