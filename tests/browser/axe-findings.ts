import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds, in one line each: the rule, and the first place. */
export async function axeFindings(
  page: Page,
  rules: Record<string, { enabled: boolean }> = {},
): Promise<string[]> {
  // What fades in has other colours until it is there.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
        .map(({ finished }) => finished),
    ),
  );
  await page.evaluate(source);
  const results = await page.evaluate(
    async (options) => {
      const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } };
      return axe.run(options);
    },
    { resultTypes: ['violations'], rules },
  );
  return results.violations.map(
    ({ id, impact, nodes }) =>
      `${impact} ${id}: ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary?.slice(0, 200)}`,
  );
}
