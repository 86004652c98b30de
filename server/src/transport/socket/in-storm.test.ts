import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createInStorm, type InStorm } from './in-storm.ts';

let said: boolean[];
/** Whether what runs often is optimized later, by every change. */
let later: boolean[];
let inStorm: InStorm;
beforeEach(() => {
  said = [];
  later = [];
  inStorm = createInStorm({
    inlineLess: (isLess) => said.push(isLess),
    optimizeLater: (isLater) => later.push(isLater),
  });
});
afterEach(() => inStorm.close());

const come = (count: number) => {
  for (let index = 0; index < count; index += 1) inStorm.arrived();
};

const look = (times: number) => {
  for (let index = 0; index < times; index += 1) inStorm.look();
};

test('less is inlined while many come, and for two looks after that', () => {
  come(29);
  expect(said).toEqual([]);
  come(1);
  expect(said).toEqual([true]);
  for (let turn = 0; turn < 10; turn += 1) {
    inStorm.look();
    come(100);
  }
  inStorm.look();
  inStorm.look();
  expect(said).toEqual([true]);
  inStorm.look();
  expect(said).toEqual([true, false]);
  inStorm.look();
  expect(said).toEqual([true, false]);
});

test('people who come now and then are no storm', () => {
  for (let turn = 0; turn < 200; turn += 1) {
    come(29);
    inStorm.look();
  }
  expect(said).toEqual([]);
});

test('a server that has just started optimizes later: until the storm that was awaited is over', () => {
  expect(later).toEqual([true]);
  come(100);
  look(3);
  expect(later).toEqual([true, false]);
});

test('or until none has come in half a minute', () => {
  look(59);
  expect(later).toEqual([true]);
  look(1);
  expect(later).toEqual([true, false]);
  expect(said).toEqual([]);
});

test('and in each storm until two thousand have come, also in the middle of one', () => {
  come(1_000);
  look(3);
  come(900);
  look(1);
  expect(later).toEqual([true, false, true]);
  come(100);
  look(1);
  expect(later).toEqual([true, false, true, false]);
  come(1_000);
  look(10);
  come(1_000);
  look(10);
  expect(later).toEqual([true, false, true, false]);
  expect(said).toEqual([true, false, true, false, true, false]);
});

test('nothing stays set behind it', () => {
  come(30);
  inStorm.close();
  expect(said).toEqual([true, false]);
  expect(later).toEqual([true, false]);
});

test('what is set otherwise is what V8 sets itself', () => {
  const options = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  expect(options).toContain('default: --max-inlined-bytecode-size-cumulative=920\n');
  expect(options).toContain('default: --interrupt-budget=67584\n');
});
