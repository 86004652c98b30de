/** The table against the rules alone; and against the rules with each thing in them wrong in turn, which it must notice. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSources } from '../../architecture/sources.ts';
import { flipsOf, loadGround, mutantsOf, mutatedFiles } from './mutants.ts';
import { edges } from './edges.ts';
import { answerOf, firstDisagreement, pureCells } from './pure.ts';
import { codeOfLetter, readTable } from './table.ts';

/** Cells that change no answer, and why: the rules never come to ask for them. */
const withoutEffect: Record<string, string> = {
  'as a visitor: with message.skip_slow_mode': 'is asked of those who may post, and a visitor may not',
  'as a visitor: with thread.post_locked': 'is asked of those who may write, and a visitor may not',
  'as a visitor: with channel.leave': 'is asked of those who are in the channel',
};
/** They say what a screen shows, not what somebody may. */
const noRules = /flags\.(?:muted|pinned) !== null && isOnUntil/;

const cells = pureCells(readTable().rows);

test('the rules say what the table says', async () => {
  const ground = await loadGround();
  const wrong = cells.flatMap(({ row, column, letter }) => {
    const answer = answerOf(ground, row, column);
    const expected = codeOfLetter[letter];
    return answer === expected
      ? []
      : [`${row.command} @${row.aim} in ${row.kind} by ${column}: ${answer}, not ${expected}`];
  });
  wrong.push(
    ...edges.flatMap(({ what, ask, expected }) =>
      ask(ground) === expected ? [] : [`${what}: ${ask(ground)}`],
    ),
  );
  expect(wrong).toEqual([]);
  expect(cells.length).toBeGreaterThan(7_000);
});

test('each cell of the table of roles, flipped, is noticed', async () => {
  const ground = await loadGround();
  const flips = flipsOf(ground);
  const survivors = flips.filter(({ flip, undo }) => {
    flip();
    const noticed = firstDisagreement(ground, cells);
    undo();
    return noticed === null;
  });
  const why = survivors.map(({ what }) => `\n  ${what.trim()}: ${withoutEffect[what.trim()] ?? 'UNNOTICED'}`);
  console.log(`table of roles: ${flips.length} cells flipped, ${why.length} of no effect:${why.join('')}`);
  expect(survivors.map(({ what }) => what.trim()).toSorted()).toEqual(Object.keys(withoutEffect).toSorted());
  expect(firstDisagreement(ground, cells)).toBeNull();
});

test('each rule with something wrong in it is noticed', async () => {
  const mutants = mutatedFiles.flatMap(mutantsOf).filter(({ source }) => !noRules.test(source));
  const survivors: string[] = [];
  for (const mutant of mutants) {
    const noticed = await loadGround(mutant).then(
      (ground) => firstDisagreement(ground, cells),
      (error: unknown) => String(error),
    );
    if (noticed === null) survivors.push(`${mutant.file}:${mutant.line} ${mutant.what}`);
  }
  console.log(`rules: ${mutants.length} mutants, ${survivors.length} unnoticed`);
  expect(mutants.length).toBeGreaterThan(100);
  expect(survivors).toEqual([]);
}, 120_000);

test('the table and the rules do not know each other', () => {
  const knowing = readSources('shared/src', 'server/src').filter(({ text }) =>
    /integration\/matrix|expected\.txt/.test(text),
  );
  expect(knowing.map(({ path }) => path)).toEqual([]);
  const table = readFileSync(new URL('table.ts', import.meta.url), 'utf8');
  expect(table).not.toMatch(/shared|server\/src|rules\/|roles\.ts/);
});
