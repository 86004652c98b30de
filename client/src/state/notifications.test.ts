import type { MemberId, Message } from '@atrium/shared';
import { describe, expect, test } from 'vitest';
import { messageDraft } from '../net/testing/fake-journal.ts';
import { decideNotice, isResting, type NoticeFacts } from './notifications.ts';

const message = {
  ...messageDraft('hi', null),
  seq: 5,
  at: 0,
  n: 1,
  clientId: null,
  authorId: 'mo' as MemberId,
} as Message;
const facts: NoticeFacts = {
  message,
  reason: 'mention',
  me: { dndUntil: null },
  preferences: { dndSchedule: null },
  looking: false,
  now: 1_000,
  local: { minute: 600, weekday: 1 },
};

describe('who is told', () => {
  test.each<[Partial<NoticeFacts>, unknown]>([
    [{}, { tell: true, why: 'mention' }],
    [{ reason: null }, { tell: false, why: 'not_concerned' }],
    [{ looking: true }, { tell: false, why: 'looking' }],
    [{ me: { dndUntil: 2_000 } }, { tell: false, why: 'do_not_disturb' }],
    [{ me: { dndUntil: 999 } }, { tell: true, why: 'mention' }],
  ])('%j', (change, decision) => {
    expect(decideNotice({ ...facts, ...change })).toEqual(decision);
  });
});

describe('hours of rest', () => {
  const night = { fromMinute: 22 * 60, toMinute: 7 * 60, days: [1] };
  const lunch = { fromMinute: 720, toMinute: 780, days: [1] };
  test.each([
    ['Monday evening', night, 22 * 60, 1, true],
    ['before it begins', night, 22 * 60 - 1, 1, false],
    ['the morning after', night, 6 * 60, 2, true],
    ['when it ends', night, 7 * 60, 2, false],
    ['Monday morning belongs to Sunday', night, 6 * 60, 1, false],
    ['at lunch', lunch, 720, 1, true],
    ['after lunch', lunch, 780, 1, false],
    ['another day', lunch, 730, 2, false],
    ['an empty span', { ...lunch, toMinute: 720 }, 720, 1, false],
  ])('%s', (_, schedule, minute, weekday, resting) => {
    expect(isResting(null, schedule, 0, { minute, weekday })).toBe(resting);
  });
});
