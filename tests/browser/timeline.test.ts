/** What a channel's list of messages does besides showing them. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { composer, feed, message, pending } from './browser.ts';
import { clientId } from './server.ts';
import { raiseStage, startStory } from './stage.ts';
import { makeChannel, post } from './story.ts';

const stage = raiseStage(startStory);

/** A channel in which Olive is alone, and says so much. */
async function channelOf(name: string, lines = 0) {
  const { olive } = stage.server.cast;
  const channelId = await makeChannel(olive, name);
  for (let line = 1; line <= lines; line += 1) await post(olive, channelId, `Line ${line}`);
  return channelId;
}

/** How far the newest row's end is below the list's end, in pixels. */
const hiddenBelow = (page: Page, text: string) =>
  page.evaluate((wanted) => {
    const rows = [...document.querySelectorAll('article')].filter((row) => row.textContent.includes(wanted));
    const list = document.querySelector('[aria-label="Messages"]');
    const end = rows.at(-1)?.getBoundingClientRect().bottom ?? Number.POSITIVE_INFINITY;
    return Math.round(end - (list?.getBoundingClientRect().bottom ?? 0));
  }, text);

/** What is read, once it is the same several times in a row: rows find their heights one after the other. */
async function atRest<Value>(read: () => Promise<Value>): Promise<Value> {
  let last = await read();
  let times = 0;
  await expect
    .poll(async () => {
      const value = await read();
      times = value === last ? times + 1 : 0;
      last = value;
      return times;
    })
    .toBeGreaterThanOrEqual(4);
  return last;
}

test('people who come in a row are one line that opens; a link to one of them opens it', async () => {
  const { olive, mo, ana, sam } = stage.server.cast;
  const channelId = await channelOf('arrivals', 2);
  const seqs: number[] = [];
  for (const person of [mo, ana, sam]) {
    await person.run('channel.join', { channelId, clientId: clientId() });
    const { page } = await olive.run('channel.open', { channelId, around: 'newest' });
    seqs.push(page.entries.at(-1)?.seq ?? 0);
  }
  await sam.run('channel.leave', { channelId, clientId: clientId() });
  await post(olive, channelId, 'Welcome.');

  const page = await stage.openAs(olive, `/c/${channelId}`);
  const line = page.getByRole('button', {
    name: /Mo Mendez, Ana Alvarez and Sam Sato joined · Sam Sato left/,
  });
  await line.waitFor();
  expect(await line.getAttribute('aria-expanded')).toBe('false');
  expect(await page.getByText('Ana Alvarez joined').count()).toBe(0);
  await line.click();
  await page.getByText('Ana Alvarez joined').waitFor();
  await line.click();
  await page.getByText('Ana Alvarez joined').waitFor({ state: 'detached' });

  const linked = await stage.openAs(olive, `/c/${channelId}/${seqs[1]}`);
  const single = linked.getByText('Ana Alvarez joined');
  await single.waitFor();
  expect(await linked.getByRole('button', { name: /joined/ }).getAttribute('aria-expanded')).toBe('true');
});

test('the newest row stays in view while the field grows, a notice comes, and a phone’s keyboard opens', async () => {
  const { olive } = stage.server.cast;
  const channelId = await channelOf('narrow', 40);
  const page = await stage.openAs(olive, `/c/${channelId}`);
  await message(page, 'Line 40').waitFor();
  await composer(page).click();
  for (let line = 0; line < 6; line += 1) {
    await page.keyboard.type(`more ${line}`);
    await page.keyboard.press('Shift+Enter');
  }
  await expect.poll(() => hiddenBelow(page, 'Line 40')).toBeLessThanOrEqual(0);
  await page.context().setOffline(true);
  await page.getByText('No connection.').waitFor();
  await page.keyboard.press('Enter');
  await pending(page).waitFor();
  await expect.poll(() => hiddenBelow(page, 'more 5')).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 480 });
  await expect.poll(() => hiddenBelow(page, 'more 5')).toBeLessThanOrEqual(0);

  // Who reads further up stays there.
  await feed(page).evaluate((list) => list.scrollTo(0, 0));
  const third = message(page, 'Line 3').first();
  await message(page, 'Line 1').first().waitFor();
  const before = await atRest(async () => (await third.boundingBox())?.y);
  await page.setViewportSize({ width: 1440, height: 700 });
  await expect.poll(async () => (await third.boundingBox())?.y).toBe(before);
});

test('what is saved says who, where and when, and follows the message', async () => {
  const { olive, mo } = stage.server.cast;
  const channelId = await channelOf('keepsakes');
  await mo.run('channel.join', { channelId, clientId: clientId() });
  const seq = await post(mo, channelId, 'The **key** is under the mat.');
  const second = await post(mo, channelId, 'And the code is 4711.');
  for (const one of [seq, second]) await olive.run('saved.add', { channelId, seq: one });

  const page = await stage.openAs(olive, '/saved');
  const row = page.getByRole('link', { name: /key is under the mat/ });
  await row.waitFor();
  await expect.poll(() => row.innerText()).toMatch(/Mo Mendez in #keepsakes/);
  expect(await row.locator('time').count()).toBe(1);
  const at = { channelId, seq };
  await mo.run('message.edit', { ...at, clientId: clientId(), body: 'The key is with Sam.' });
  await page.getByRole('link', { name: /key is with Sam/ }).waitFor();
  await mo.run('message.delete', { ...at, clientId: clientId() });
  await page.getByRole('link', { name: /This message was deleted/ }).waitFor();
  await page.getByRole('button', { name: 'Take it off the list' }).first().click();
  await page.getByRole('button', { name: 'Take it off the list' }).nth(1).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Take it off the list' }).click();
  await page.getByText('Nothing is saved').waitFor();
});

test('a row’s menu gives the keyboard back to its row', async () => {
  const { olive } = stage.server.cast;
  const page = await stage.openAs(olive, `/c/${await channelOf('menus', 3)}`);
  const row = message(page, 'Line 2');
  await row.hover();
  await row.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menu').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await expect.poll(() => row.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await row.click({ button: 'right', position: { x: 300, y: 8 } });
  await page.getByRole('menuitem', { name: 'Quote' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await page.keyboard.press('ArrowUp');
  await expect
    .poll(() => message(page, 'Line 1').evaluate((element) => element === document.activeElement))
    .toBe(true);
});

test('the list scrolls on under a pointer that a button has come up beneath', async () => {
  const { olive } = stage.server.cast;
  const channelId = await channelOf('wheel', 60);
  const page = await stage.openAs(olive, `/c/${channelId}`);
  await message(page, 'Line 60').waitFor();
  // The editor has come, and the list has the height that it keeps.
  await page.locator('.composer-field').waitFor();
  const list = feed(page);
  const box = await list.boundingBox();
  if (!box) throw new Error('the list is not on the page');
  // Where the button that leads to the newest message will be.
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 20);
  const newest = page.getByRole('button', { name: 'Newest' });
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, -100);
      return newest.isVisible();
    })
    .toBe(true);
  await expect.poll(() => newest.evaluate((button) => button.matches(':hover'))).toBe(true);
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, -300);
      return list.evaluate(({ scrollTop }) => scrollTop);
    })
    .toBe(0);

  await newest.click();
  await newest.waitFor({ state: 'detached' });
  await expect.poll(() => hiddenBelow(page, 'Line 60')).toBeLessThanOrEqual(0);
});

test('whoever has gone past what is unread is led back to it', async () => {
  const { olive, ana } = stage.server.cast;
  const channelId = await channelOf('unread', 5);
  await ana.run('channel.join', { channelId, clientId: clientId() });
  for (let line = 6; line <= 80; line += 1) await post(olive, channelId, `Line ${line}`);
  const page = await stage.openAs(ana, `/c/${channelId}`);
  const list = feed(page);
  await list.getByText('Line 6', { exact: true }).waitFor();
  const back = page.getByRole('button', { name: 'To the first unread' });
  await list.hover();
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, 400);
      return back.isVisible();
    })
    .toBe(true);
  await back.click();
  await back.waitFor({ state: 'detached' });
  await expect.poll(() => list.getByText('Line 6', { exact: true }).isVisible()).toBe(true);
});
