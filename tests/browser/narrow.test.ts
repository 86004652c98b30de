/** Little room: what is there is whole, or says with an ellipsis that it is not. */
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { composer } from './browser.ts';
import { raiseStage, startStory } from './stage.ts';
import { makeChannel } from './story.ts';

const stage = raiseStage(startStory);
const small = { width: 320, height: 640 };

async function openSmall(path: string): Promise<Page> {
  const page = await stage.openAs(stage.server.cast.olive, path, { phone: true });
  await page.setViewportSize(small);
  return page;
}

const isWhole = (text: Locator) =>
  text.evaluate((element) => element.scrollWidth <= element.clientWidth && element.clientWidth > 0);

test.each([320, 768])('what is done with a member stands inside the list, %i px wide', async (width) => {
  const page = await stage.openAs(stage.server.cast.olive, '/settings/members', { phone: width === 320 });
  await page.setViewportSize({ width, height: 900 });
  const button = page.getByRole('button', { name: 'Deactivate Sam Sato' });
  await button.waitFor();
  const past = () =>
    button.evaluate((element) => {
      const row = element.closest('li') as HTMLElement;
      return element.getBoundingClientRect().right - row.getBoundingClientRect().right;
    });
  await expect.poll(past).toBeLessThanOrEqual(0);
});

test('a choice that needs two lines has room for them', async () => {
  const page = await stage.openAs(stage.server.cast.olive, '/settings/notifications');
  await page.setViewportSize({ width: 768, height: 900 });
  const choice = page.getByRole('combobox', { name: 'In the whole workspace' });
  await choice.getByText('Mentions, replies').waitFor();
  const room = () =>
    choice.evaluate((element) => {
      const text = element.firstElementChild as HTMLElement;
      return element.getBoundingClientRect().height - text.getBoundingClientRect().height;
    });
  await expect.poll(room).toBeGreaterThanOrEqual(4);
});

test('on the smallest phone a screen still says which it is', async () => {
  for (const [path, name] of [
    [stage.server.at('launch'), 'launch'],
    [stage.server.at('launch', '?view=threads'), 'launch'],
    ['/activity', 'Activity'],
    ['/threads', 'Threads'],
  ] as const) {
    const page = await openSmall(path);
    const title = page.getByRole('heading', { level: 1, name, exact: true });
    await title.waitFor();
    await expect.poll(() => isWhole(title), { message: path }).toBe(true);
    await page.close();
  }
});

test('a suggestion that is too long ends in an ellipsis', async () => {
  const name = 'where-the-long-names-of-channels-are-discussed-until-nobody-remembers-why';
  await makeChannel(stage.server.cast.olive, name);
  const page = await openSmall(stage.server.at('launch'));
  await composer(page).click();
  await page.keyboard.type('#where');
  const option = page.getByRole('option', { name });
  await option.waitFor();
  const past = () =>
    option.evaluate((element) => {
      const label = element.querySelector('.font-medium') as HTMLElement;
      return label.getBoundingClientRect().right - element.getBoundingClientRect().right;
    });
  await expect.poll(past).toBeLessThanOrEqual(0);
});
