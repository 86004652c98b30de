import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, configSchema, configWarnings, isLoopback, readConfig } from './config.ts';

test('nothing has to be set', () => {
  expect(readConfig({})).toEqual({
    PORT: 3000,
    HOST: '127.0.0.1',
    DATA_DIR: resolve('./data'),
    LOG_LEVEL: 'info',
    RATE_LIMITS: 'on',
    DRAIN_MS: 15_000,
  });
});

test('an empty value is a value not set, and what is not ours is left alone', () => {
  expect(readConfig({ PORT: '', MONGO_URL: '', HOME: '/root' })).toEqual(readConfig({}));
});

describe('a bad value is named in one sentence', () => {
  test.each([
    ['PORT', '65536', 'PORT must be a port from 0 to 65535.'],
    ['PORT', '-1', 'PORT must be a port from 0 to 65535.'],
    ['PORT', '80x', 'PORT must be a port from 0 to 65535.'],
    ['PORT', '1e3', 'PORT must be a port from 0 to 65535.'],
    ['HOST', ' ', 'HOST must be a host name or address.'],
    ['PUBLIC_URL', 'chat.example.org', 'PUBLIC_URL must be an http:// or https:// address.'],
    ['PUBLIC_URL', 'https://', 'PUBLIC_URL must be an http:// or https:// address.'],
    ['PUBLIC_URL', 'https://a b', 'PUBLIC_URL must be an http:// or https:// address.'],
    ['PUBLIC_URL', 'https://chat.example.org/atrium', 'PUBLIC_URL must be an address without a path.'],
    ['MONGO_URL', 'http://127.0.0.1', 'MONGO_URL must be a mongodb:// or mongodb+srv:// address.'],
    ['REDIS_URL', 'localhost:6379', 'REDIS_URL must be a redis:// or rediss:// address.'],
    ['SMTP_URL', 'mail.example.org', 'SMTP_URL must be an smtp:// or smtps:// address.'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal and silent.'],
    ['METRICS_TOKEN', 'short', 'METRICS_TOKEN must have at least 16 characters.'],
    [
      'TRUST_PROXY',
      'my-proxy',
      'TRUST_PROXY must be a number of proxies, or their addresses separated by commas.',
    ],
    ['DRAIN_MS', '600001', 'DRAIN_MS must be milliseconds from 0 to 600000.'],
  ])('%s=%s', (key, value, sentence) => {
    expect(() => readConfig({ [key]: value })).toThrow(new ConfigError(sentence));
  });

  test('a secret in a bad value is not repeated', () => {
    expect(() => readConfig({ MONGO_URL: 'mongo://olive:hunter2@db' })).toThrow(/^(?!.*hunter2)MONGO_URL/);
  });
});

test('values at the limits are taken', () => {
  expect(readConfig({ PORT: '0', DRAIN_MS: '600000', METRICS_TOKEN: 'x'.repeat(16) })).toMatchObject({
    PORT: 0,
    DRAIN_MS: 600_000,
  });
  expect(readConfig({ PORT: '65535', TRUST_PROXY: '2' })).toMatchObject({ PORT: 65_535, TRUST_PROXY: 2 });
  expect(readConfig({ TRUST_PROXY: '10.0.0.0/8, ::1, loopback' }).TRUST_PROXY).toEqual([
    '10.0.0.0/8',
    '::1',
    'loopback',
  ]);
  expect(readConfig({ PUBLIC_URL: 'https://chat.example.org/' }).PUBLIC_URL).toBe('https://chat.example.org');
});

test('.env.example lists every setting, and nothing else', () => {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const listed = [...example.matchAll(/^#([A-Z_]+)=/gm)].map(([, key]) => key);
  expect(listed.toSorted()).toEqual(Object.keys(configSchema.shape).toSorted());
});

test('the defaults in .env.example are the true ones', () => {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const defaults = [...example.matchAll(/^#([A-Z_]+)=(.+)$/gm)].map(([, key, value]) => [key, value]);
  expect(defaults.length).toBeGreaterThan(0);
  expect(readConfig(Object.fromEntries(defaults))).toEqual(readConfig({}));
});

test('listening to other machines without an address for people warns', () => {
  expect(configWarnings(readConfig({ HOST: '0.0.0.0' })).join()).toContain('PUBLIC_URL is not set');
  expect(configWarnings(readConfig({ HOST: '0.0.0.0', PUBLIC_URL: 'https://chat.example.org' }))).toEqual([]);
  expect(configWarnings(readConfig({ HOST: '::1' }))).toEqual([]);
});

test('several nodes without a shared secret warn', () => {
  const REDIS_URL = 'redis://127.0.0.1:6379';
  expect(configWarnings(readConfig({ REDIS_URL })).join()).toContain('SESSION_SECRET is not');
  expect(configWarnings(readConfig({ REDIS_URL, SESSION_SECRET: 's'.repeat(32) }))).toEqual([]);
});

test.each([
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['127.0.0.1.example.org', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
