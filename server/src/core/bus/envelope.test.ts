import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { type BusMessage, createOpener, createSealer, messageLengthMax } from './envelope.ts';

const key = randomBytes(32);
const open = createOpener(key);
const sealer = (secret: Buffer, from: string) => {
  const seal = createSealer(secret, from);
  return (messages: BusMessage[]) => seal(messages) ?? Buffer.alloc(0);
};
const seal = sealer(key, 'node-1');
const head = { kind: 'head', channelId: 'general', epoch: 'e', seq: 7 } as unknown as BusMessage;

test('what a node of ours said is read as it was said', () => {
  for (const from of ['node-1', 'node-2', 'node-1'])
    expect(open(sealer(key, from)([head]))).toEqual({ from, messages: [head] });
});

test('whoever carries it cannot read it, nor tell that the same was said twice', () => {
  const [first, second] = [seal([head]), seal([head])];
  expect(first.toString('latin1')).not.toContain('general');
  expect(first.subarray(-30)).not.toEqual(second.subarray(-30));
});

test('what anybody else said, or what was changed on the way, is nothing', () => {
  const sealed = seal([head]);
  expect(open(sealer(randomBytes(32), 'node-1')([head]))).toBeNull();
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(open(changed), `byte ${at}`).toBeNull();
    expect(open(sealed.subarray(0, at)), `up to byte ${at}`).toBeNull();
  }
  for (const junk of ['', 'x', '{}', '\u00ff'.repeat(60), 'x'.repeat(messageLengthMax + 1)])
    expect(open(Buffer.from(junk, 'latin1'))).toBeNull();
  expect(open(sealed)).not.toBeNull();
});

test('of a newer node’s words those that are known here count', () => {
  const strange = { kind: 'weather', is: 'fine' } as unknown as BusMessage;
  const wrong = { ...head, seq: 1.5 } as BusMessage;
  expect(open(seal([strange, head, wrong]))?.messages).toEqual([head]);
});

test('of a message whose rows are not as expected the rest counts: the database has them', () => {
  const more = {
    ...head,
    more: 'of a newer node',
    rows: [{ kind: 'message', body: 5 }],
  } as unknown as BusMessage;
  expect(open(seal([more]))?.messages).toEqual([head]);
});

test('of more than anybody looks at rows are left out, and what is too much even so is not said', () => {
  const row = {
    ...{
      channelId: 'general',
      seq: 7,
      at: 1,
      authorId: 'olive',
      clientId: null,
      digest: 'd',
      kind: 'message',
    },
    ...{ n: 7, lane: 0, body: 'x'.repeat(50_000), updatedSeq: 7 },
  };
  const full = { ...head, rows: [row] } as unknown as BusMessage;
  expect(open(seal([full]))?.messages).toEqual([full]);
  const many = Array.from({ length: 50 }, () => full);
  expect(open(seal(many))?.messages).toEqual(many.map(() => head));
  const packet = 'x'.repeat(messageLengthMax);
  expect(
    createSealer(key, 'node-1')([{ kind: 'own', memberId: 'olive', rev: 1, packet } as BusMessage]),
  ).toBeNull();
});
