import { AtriumError } from '@atrium/shared';
import { MongoNetworkError, MongoServerError } from 'mongodb';
import { expect, test } from 'vitest';
import { comeBack, toAtriumError } from './database-errors.ts';

const hints = (refusal: () => AtriumError) => Array.from({ length: 200 }, () => refusal().retryAfterMs ?? 0);

test('whoever is kept waiting by the database is told when to come back: soon, and not all at once', () => {
  const away = new MongoNetworkError('connection 3 closed');
  const told = hints(() => toAtriumError(away));
  expect(Math.min(...told)).toBeGreaterThanOrEqual(500);
  expect(Math.max(...told)).toBeLessThanOrEqual(2_000);
  expect(new Set(told).size).toBeGreaterThan(50);
  expect(toAtriumError(away)).toMatchObject({ code: 'retry_later', cause: away });
});

test('of a database that has been away for long: a little later', () => {
  const told = hints(() => comeBack({ isAway: true }));
  expect(Math.min(...told)).toBeGreaterThanOrEqual(1_000);
  expect(Math.max(...told)).toBeGreaterThan(2_000);
  expect(Math.max(...told)).toBeLessThanOrEqual(4_000);
});

test('a refusal stays what it is, and what nobody foresaw is not tried again as if it were a database away', () => {
  const refused = new AtriumError('muted');
  expect(toAtriumError(refused)).toBe(refused);
  expect(toAtriumError(new MongoServerError({ code: 2 }))).toMatchObject({ code: 'internal' });
  expect(toAtriumError(new TypeError('no'))).toMatchObject({ code: 'internal', retryAfterMs: undefined });
});
