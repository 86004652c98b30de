import { expect, test } from 'vitest';
import { FakeTimers } from '../net/testing/fake-timers.ts';
import { Random } from '../../../tests/random.ts';
import { FrontTab } from './front-tab.ts';
import { FakeTabs } from './testing/fake-tabs.ts';

function tabs(...tabsOf: { inFront: boolean; leading: boolean }[]) {
  const timers = new FakeTimers(new Random(7));
  const bus = new FakeTabs(timers, new Random(7));
  const all = tabsOf.map(
    (tab) => new FrontTab({ bus: bus.bus(), timers, inFront: () => tab.inFront, leading: () => tab.leading }),
  );
  return async () => {
    const places = Promise.all(all.map((tab) => tab.place()));
    await timers.pass(1_000);
    return places;
  };
}

test.each([
  ['the tab in front, also where another one leads', [false, true], [true, false], ['other', 'front']],
  ['the one that leads, where none is in front', [false, true], [false, false], ['leading', 'other']],
  ['the one in front that leads', [true, true], [false, false], ['front', 'other']],
] as const)('tells: %s', async (_, one, two, expected) => {
  const [first, second] = [one, two].map(([inFront, leading]) => ({ inFront, leading }));
  if (!first || !second) throw new Error('two tabs');
  expect(await tabs(first, second)()).toEqual(expected);
});
