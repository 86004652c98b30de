import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ordinals } from './ordinals.ts';

test('between two entries with the same ordinal all have it, and nothing else is guessed', () => {
  const ordinals = new Ordinals();
  expect(ordinals.at(0)).toBe(0);
  expect(ordinals.at(5)).toBeUndefined();
  ordinals.learn(40, 0);
  expect(ordinals.at(5)).toBe(0);
  expect(ordinals.at(41)).toBeUndefined();
  ordinals.learn(44, 3);
  expect(ordinals.at(42)).toBeUndefined();
  ordinals.learn(60, 3);
  expect([44, 50, 60, 61].map((seq) => ordinals.at(seq))).toEqual([3, 3, 3, undefined]);
});

test('what it says is so, in whichever order it learnt', () => {
  const steps = fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: 1, maxLength: 2_000 });
  const asked = fc.array(fc.nat(2_000), { minLength: 1, maxLength: 700 });
  fc.assert(
    fc.property(steps, asked, (rises, seqs) => {
      const real = [0];
      for (const rise of rises) real.push((real.at(-1) ?? 0) + rise);
      const ordinals = new Ordinals();
      for (const asking of seqs) {
        const seq = asking % real.length;
        const said = ordinals.at(seq);
        if (said === undefined) ordinals.learn(seq, real[seq] ?? 0);
        else expect(said).toBe(real[seq]);
        expect(ordinals.at(seq)).toBe(real[seq]);
      }
    }),
    { numRuns: 50 },
  );
});
