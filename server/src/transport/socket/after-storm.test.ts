import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AfterStorm, createAfterStorm } from './after-storm.ts';

let said: boolean[];
let utilization: number;
let afterStorm: AfterStorm;
beforeEach(() => {
  said = [];
  utilization = 0.1;
  afterStorm = createAfterStorm({
    utilization: () => utilization,
    favourSize: (isFavoured) => said.push(isFavoured),
  });
});
afterEach(() => afterStorm.close());

const come = (count: number) => {
  for (let index = 0; index < count; index += 1) afterStorm.arrived();
};
const looks = (count: number) => {
  for (let index = 0; index < count; index += 1) afterStorm.look();
};

test('size is favoured for a while once a storm is over', () => {
  come(400);
  looks(1);
  come(400);
  looks(1);
  expect(said).toEqual([]);
  utilization = 0.9;
  looks(3);
  expect(said).toEqual([]);
  utilization = 0.1;
  looks(1);
  expect(said).toEqual([true]);
  looks(50);
  expect(said).toEqual([true, false]);
});

test('speed is, as soon as there is work again, and the rest is made up for after that', () => {
  come(1_000);
  looks(2);
  expect(said).toEqual([true]);
  utilization = 0.9;
  looks(5);
  expect(said).toEqual([true, false]);
  utilization = 0.1;
  looks(50);
  expect(said).toEqual([true, false, true, false]);
});

test('people who come now and then are no storm', () => {
  for (let turn = 0; turn < 200; turn += 1) {
    come(19);
    looks(1);
  }
  expect(said).toEqual([]);
});

test('nothing stays set behind it', () => {
  come(1_000);
  looks(2);
  afterStorm.close();
  expect(said).toEqual([true, false]);
});

test('speed is, as soon as many come again', () => {
  come(1_000);
  looks(2);
  come(19);
  expect(said).toEqual([true]);
  come(1);
  expect(said).toEqual([true, false]);
});
