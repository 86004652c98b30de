import { AtriumError } from '@atrium/shared';
import { MongoNetworkError, MongoServerError } from 'mongodb';
import { expect, test } from 'vitest';
import { toAtriumError } from './database-errors.ts';

test('whoever is kept waiting by the database is told when to come back: soon, and not all at once', () => {
  const away = new MongoNetworkError('connection 3 closed');
  const told = Array.from({ length: 200 }, () => toAtriumError(away).retryAfterMs ?? 0);
  expect(Math.min(...told)).toBeGreaterThanOrEqual(500);
  expect(Math.max(...told)).toBeLessThanOrEqual(2_000);
  expect(new Set(told).size).toBeGreaterThan(50);
  expect(toAtriumError(away)).toMatchObject({ code: 'retry_later', cause: away });
});

test('a refusal stays what it is, and what nobody foresaw is not tried again as if it were a database away', () => {
  const refused = new AtriumError('muted');
  expect(toAtriumError(refused)).toBe(refused);
  expect(toAtriumError(new MongoServerError({ code: 2 }))).toMatchObject({ code: 'internal' });
  expect(toAtriumError(new TypeError('no'))).toMatchObject({ code: 'internal', retryAfterMs: undefined });
});
