import { expect, test } from 'vitest';
import { isNear } from './near.ts';

test.each([
  ['lanch', 'launch', true],
  ['genral', 'general', true],
  ['luanch', 'launch', true],
  ['laumch', 'launch', true],
  ['lauunch', 'launch', true],
  ['revews', 'design-reviews', true],
  ['designrevi', 'design-reviews', true],
  ['notifcatoin', 'Notification settings', true],
  ['olvie', 'Olive Oakes', true],
  ['lunch', 'launch', true],
  ['budget', 'launch', false],
  ['ana', 'Mo', false],
  ['an', 'in', false],
  ['xxxxnch', 'launch', false],
])('%j is near %j: %s', (query, text, near) => {
  expect(isNear(query, text)).toBe(near);
});
