/** A workspace of many: those whom one means are found among those whom one does not. */
import { beforeAll, expect, test } from 'vitest';
import { composer } from './browser.ts';
import { raiseStage, startStory } from './stage.ts';

const stage = raiseStage(startStory);
/** More than are looked at for one query. */
const crowdSize = 60;

beforeAll(async () => {
  for (let number = 10; number < 10 + crowdSize; number += 1) await stage.server.join(`Aaron${number} Ash`);
});

test('people of the channel are suggested first, however many others there are before them by name', async () => {
  const { olive } = stage.server.cast;
  const page = await stage.openAs(olive, stage.server.at('launch'));
  await composer(page).click();
  await page.keyboard.type('@');
  const options = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
  const first = async (count: number) => (await options.allInnerTexts()).slice(0, count).join(' ');
  await options.filter({ hasText: 'Aaron' }).first().waitFor();
  await expect.poll(() => first(3)).toMatch(/Ana Alvarez.*Mo Mendez.*Sam Sato/s);
  expect(await first(3)).not.toContain('not in this channel');
  await page.keyboard.type('sam');
  await expect.poll(() => first(1)).toContain('Sam Sato');
});

test('the one whom the arrows have come to is in sight', async () => {
  const page = await stage.openAs(stage.server.cast.olive, '/threads');
  await page.getByRole('button', { name: 'New direct message' }).click();
  const list = page.getByRole('listbox', { name: 'People found' });
  await expect.poll(() => list.getByRole('option').count()).toBeGreaterThan(15);
  const inSight = () =>
    list.evaluate((element) => {
      const box = element.getBoundingClientRect();
      const chosen = element.querySelector('[aria-selected="true"]')?.getBoundingClientRect();
      return chosen !== undefined && chosen.top >= box.top - 1 && chosen.bottom <= box.bottom + 1;
    });
  for (let press = 0; press < 14; press += 1) await page.keyboard.press('ArrowDown');
  await expect.poll(() => list.getByRole('option').nth(14).getAttribute('aria-selected')).toBe('true');
  await expect.poll(inSight).toBe(true);
});
