import { expect, test } from 'vitest';
import { formatClock, formatDayInText } from './format.ts';
import { momentAhead, zoneAt } from './moment-ahead.ts';

const now = new Date(2026, 2, 4, 18, 0).getTime();
const at = (day: number, hour: number, minute = 0) => new Date(2026, 2, day, hour, minute).getTime();
const clock = (time: number) => formatClock(time);

test.each([
  [at(4, 18, 20), 'today', 'in 20 minutes'],
  [at(4, 21), 'today', 'in 3 hours'],
  [at(5, 9), 'tomorrow', 'in 15 hours'],
  [at(6, 9), formatDayInText(at(6, 9), now), 'in 39 hours'],
  [at(9, 9), formatDayInText(at(9, 9), now), 'in 5 days'],
])('%i: %s, %s', (time, day, ahead) => {
  expect(momentAhead(time, now)).toBe(`${day} at ${clock(time)}, ${ahead}`);
});

test('less than a minute is a minute', () => {
  expect(momentAhead(now + 1, now)).toMatch(/, in 1 minute$/);
});

test('the zone is the one of the device', () => {
  expect(zoneAt(now)).toContain(Intl.DateTimeFormat().resolvedOptions().timeZone);
});
