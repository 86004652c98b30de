/**
 * The append code against a store that fails on command, in thousands of seeded schedules. With each protection of the
 * protocol switched off the same schedules must show what it protects from.
 */
import { describe, expect, test } from 'vitest';
import type { Broken, Faults } from './fault-store.ts';
import { runSchedule } from './schedule.ts';

const firstSeed = Number(process.env['SEED'] ?? 1);
const schedules = Number(process.env['SCHEDULES'] ?? 2_000);

test(`${schedules} schedules from seed ${firstSeed}: no gap, no double, no lie, no disorder`, async () => {
  const total: Faults & { acks: number; heard: number } = {
    ...{ rollbacks: 0, ambiguous: 0, late: 0, duplicateSeq: 0, duplicateClientId: 0, partial: 0 },
    ...{ acks: 0, heard: 0 },
  };
  for (let seed = firstSeed; seed < firstSeed + schedules; seed += 1) {
    const { problems, faults, acks, heard } = await runSchedule(seed);
    expect(problems, `seed ${seed}`).toEqual([]);
    for (const name of Object.keys(faults) as (keyof Faults)[]) total[name] += faults[name];
    total.acks += acks;
    total.heard += heard;
  }
  // A run that hit nothing proves nothing.
  for (const [name, count] of Object.entries(total)) expect(count, name).toBeGreaterThan(schedules / 40);
}, 600_000);

describe('without its protection', () => {
  test.each<[string, Broken, RegExp]>([
    [
      'acknowledging before the majority has it',
      { ackBeforeMajority: true },
      /gap|false ack|shown and not so/,
    ],
    ['heads read from what may be rolled back', { localReads: true }, /gap|false ack|shown and not so/],
    ['a lost answer taken for success', { trustLostAnswers: true }, /gap|false ack|shown and not so/],
    ['a batch that goes on after a refused row', { unordered: true }, /gap|out of order|shown and not so/],
    ['no unique index on clientIds', { noClientIdIndex: true }, /twice/],
    ['no unique index on seqs', { noSeqIndex: true }, /gap or double/],
  ])(
    '%s goes wrong',
    async (_name, broken, what) => {
      let wrong = 0;
      for (let seed = firstSeed; seed < firstSeed + 300 && wrong < 3; seed += 1) {
        const { problems } = await runSchedule(seed, broken);
        if (problems.some((problem) => what.test(problem))) wrong += 1;
      }
      expect(wrong).toBe(3);
    },
    600_000,
  );
});
