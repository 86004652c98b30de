import { channelCreate } from '@atrium/shared/commands';
import { expect, test } from 'vitest';
import { toChannelName } from './channel-name.ts';

test.each([
  ['Design Reviews', 'design-reviews'],
  ['  #launch!', 'launch'],
  ['C++', 'c++'],
  ['Zürich_büro', 'zürich_büro'],
  ['ends with -', 'ends-with'],
])('%j becomes %j, which the server takes', (typed, name) => {
  expect(toChannelName(typed)).toBe(name);
  const input = { clientId: 'a'.repeat(22), kind: 'public', name };
  expect(channelCreate.input.parse(input).name).toBe(name);
});

test('a dash at the end stays while somebody types', () => {
  expect(toChannelName('design ', true)).toBe('design-');
});
