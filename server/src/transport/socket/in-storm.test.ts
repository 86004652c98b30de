import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createInStorm, type InStorm } from './in-storm.ts';

let said: boolean[];
let inStorm: InStorm;
beforeEach(() => {
  said = [];
  inStorm = createInStorm({ inlineLess: (isLess) => said.push(isLess) });
});
afterEach(() => inStorm.close());

const come = (count: number) => {
  for (let index = 0; index < count; index += 1) inStorm.arrived();
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

test('nothing stays set behind it', () => {
  come(30);
  inStorm.close();
  expect(said).toEqual([true, false]);
});

test('what is set otherwise is what V8 sets itself', () => {
  const options = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  expect(options).toContain('default: --max-inlined-bytecode-size-cumulative=920\n');
});
