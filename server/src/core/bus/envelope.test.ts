import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { type BusMessage, messageLengthMax, open, seal } from './envelope.ts';

const key = randomBytes(32);
const head = { kind: 'head', channelId: 'general', epoch: 'e', seq: 7 } as unknown as BusMessage;

test('what a node of ours said is read as it was said', () => {
  expect(open(key, seal(key, { from: 'node-1', messages: [head] }))).toEqual({
    from: 'node-1',
    messages: [head],
  });
});

test('what anybody else said, or what was changed on the way, is nothing', () => {
  const sealed = seal(key, { from: 'node-1', messages: [head] });
  expect(open(key, seal(randomBytes(32), { from: 'node-1', messages: [head] }))).toBeNull();
  expect(open(key, sealed.replace('"seq":7', '"seq":8'))).toBeNull();
  expect(open(key, sealed.slice(0, -1))).toBeNull();
  for (const junk of ['', 'x', '{}', 'é'.repeat(60), 'x'.repeat(messageLengthMax + 1)])
    expect(open(key, junk)).toBeNull();
});

test('of a newer node’s words those that are known here count', () => {
  const strange = { kind: 'weather', is: 'fine' } as unknown as BusMessage;
  const wrong = { ...head, seq: 1.5 } as BusMessage;
  expect(open(key, seal(key, { from: 'node-1', messages: [strange, head, wrong] }))?.messages).toEqual([
    head,
  ]);
});
