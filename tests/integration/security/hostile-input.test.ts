/** Every field of every command against values that are no value of it: named, refused, and nothing has changed. */
import type { ErrorBody, Reply } from '@atrium/shared';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../../../server/src/core/caller.ts';
import { databaseState } from '../accounts/database-state.ts';
import { type Person, setUpByOlive } from '../accounts/people.ts';
import { startServer, type TestServer } from '../accounts/server.ts';
import {
  hostileJson,
  hostileObjects,
  type Json,
  type Path,
  sampleCommands,
  serverOwned,
  withValue,
} from './samples.ts';

let server: TestServer;
let olive: Person;
let caller: Caller;
const samples = sampleCommands();
const fieldCount = samples.reduce((sum, { paths }) => sum + paths.length, 0);

beforeAll(async () => {
  server = await startServer();
  olive = await setUpByOlive(server);
  const credentials = {
    cookie: olive.browser.cookie,
    bearer: undefined,
    address: '127.0.0.1',
    userAgent: 'test',
  };
  caller = (await server.core.authenticate(credentials))!;
});
afterAll(() => server.close());
afterEach(() => {
  /* oxlint-disable vitest/no-standalone-expect */
  // Nothing of all this may stay behind in what every object has.
  for (const base of [Object.prototype, Array.prototype, Function.prototype])
    expect(Object.keys(base)).toEqual([]);
  expect(({} as Json)['isAdmin']).toBeUndefined();
  /* oxlint-enable vitest/no-standalone-expect */
});

const run = (name: string, input: unknown): Promise<Reply<unknown>> =>
  server.dispatch(name, input, { transport: 'server', caller, requestId: 'test' });

/** The refusal names the place, or one around or inside it. */
function names(error: ErrorBody, path: Path): boolean {
  const fields = error.details?.fields ?? [];
  return fields.some((field) => {
    const length = Math.min(field.path.length, path.length);
    return length > 0 && field.path.slice(0, length).join('/') === path.slice(0, length).join('/');
  });
}

async function expectRefused(name: string, input: unknown, path: Path, what: string): Promise<void> {
  const reply = await run(name, input);
  const error = reply.ok ? undefined : reply.error;
  if (error?.code !== 'invalid_input' || !names(error, path)) {
    expect.fail(`${name} took ${what} at ${path.join('.')}: ${JSON.stringify(reply)}`);
  }
}

test('the samples are enough to mean something', () => {
  expect(samples.length).toBeGreaterThan(90);
  expect(fieldCount).toBeGreaterThan(250);
  expect(hostileJson.length).toBeGreaterThanOrEqual(40);
  expect(new Set(serverOwned).size).toBeGreaterThanOrEqual(35);
});

test('operators, wrong types and strange objects in every field of every command', async () => {
  const before = await databaseState(server);
  for (const { name, input, paths } of samples) {
    for (const path of paths) {
      for (const value of [...hostileJson, ...hostileObjects]) {
        await expectRefused(name, withValue(input, path, value), path, describeValue(value));
      }
    }
  }
  expect(await databaseState(server)).toEqual(before);
}, 120_000);

test('fields that only the server decides, at every level of every command', async () => {
  const before = await databaseState(server);
  for (const { name, input, objects } of samples) {
    for (const at of objects) {
      for (const field of serverOwned) {
        const path = [...at, field];
        await expectRefused(name, withValue(input, path, 'owner'), path, field);
      }
    }
  }
  expect(await databaseState(server)).toEqual(before);
}, 120_000);

test('a list, a text or nothing where the input should be', async () => {
  for (const { name } of samples) {
    for (const input of [[], [{}], 'text', 7, true, Symbol('x'), [['a']]]) {
      const reply = await run(name, input);
      expect(reply.ok ? 'ok' : reply.error.code, `${name} ${describeValue(input)}`).toBe('invalid_input');
    }
  }
});

test('the same over HTTP, where it is bytes', async () => {
  const before = await databaseState(server);
  const overHttp = samples.filter(
    ({ name, paths }) => paths.length > 0 && !['presence.set', 'typing.set'].includes(name),
  );
  for (const [index, { name, input, paths }] of overHttp.entries()) {
    const path = paths[index % paths.length]!;
    for (let n = 0; n < 4; n += 1) {
      const value = hostileJson[(index * 4 + n) % hostileJson.length];
      const response = await olive.browser.send(name, withValue(input, path, value));
      const { error } = (await response.json()) as { error: ErrorBody };
      expect([response.status, error.code], `${name} ${path.join('.')} ${describeValue(value)}`).toEqual([
        400,
        'invalid_input',
      ]);
    }
  }
  expect(await databaseState(server)).toEqual(before);
}, 120_000);

test('keys that every object has are no fields', async () => {
  const keys = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'then',
    '__defineGetter__',
  ];
  for (const { name, input } of samples) {
    for (const key of keys) {
      const text = JSON.stringify(input).replace(
        /^\{/,
        `{${JSON.stringify(key)}:{"isAdmin":true}${Object.keys(input).length > 0 ? ',' : ''}`,
      );
      const reply = await run(name, JSON.parse(text));
      expect(reply.ok ? 'ok' : reply.error.code, `${name} ${key}`).toBe('invalid_input');
    }
  }
});

function describeValue(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return typeof value;
  }
}
