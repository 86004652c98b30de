import { describe, expect, test } from 'vitest';
import { composer, feed, message, open, pending, say, sideLink, unreadOf } from './browser.ts';
import { raiseStage, startStory } from './stage.ts';
import { bodiesIn, post } from './story.ts';

const stage = raiseStage(startStory);

test('two people talk, and see each other type', async () => {
  const { ana, mo } = stage.server.cast;
  const anaPage = await stage.openAs(ana, stage.server.at('random'));
  const moPage = await stage.openAs(mo, stage.server.at('random'));
  await composer(anaPage).waitFor();
  await composer(moPage).click();
  await moPage.keyboard.type('Is anybody there');
  // It is told now and then while somebody types, and no more a while later.
  await expect
    .poll(async () => {
      await moPage.keyboard.type('?');
      return anaPage.getByText('Mo is typing').isVisible();
    })
    .toBe(true);
  await moPage.keyboard.press('Enter');
  await message(anaPage, 'Is anybody there?').waitFor();
  await say(anaPage, 'Yes, **me**.');
  await message(moPage, 'Yes, me.').waitFor();
  await expect.poll(() => message(moPage, 'Yes, me.').locator('strong').innerText()).toBe('me');
});

test('a thread opens beside the channel; a reply shows in both, and the address can be shared', async () => {
  const { ana, mo } = stage.server.cast;
  const page = await stage.openAs(ana, stage.server.at('launch'));
  await page.getByRole('button', { name: /Yearly or monthly price first/ }).click();
  const pane = page.getByRole('complementary', { name: 'Thread' });
  await pane.getByText('Agreed. Let us decide it here').waitFor();
  await say(page, 'Then it is decided.', /^Reply to/);
  await pane.getByText('Then it is decided.').waitFor();
  await feed(page)
    .getByRole('button', { name: /4 replies/ })
    .waitFor();

  const shared = await stage.openAs(mo, page.url());
  await shared.getByRole('complementary', { name: 'Thread' }).getByText('Then it is decided.').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await pane.waitFor({ state: 'detached' });
  await page.goBack();
  await pane.waitFor();
  await expect.poll(() => new URL(page.url()).searchParams.get('thread')).toBe(String(stage.server.thread));
});

test('offline: what is written waits and is sent, what others wrote meanwhile is there', async () => {
  const { ana, mo } = stage.server.cast;
  const context = await stage.enter(ana);
  const page = await open(context, stage.server.at('random'));
  await message(page, 'Dumplings on Thursday?').waitFor();
  await context.setOffline(true);
  await say(page, 'Written in a tunnel.');
  await pending(page).waitFor();
  await page.getByText('No connection.').waitFor();
  await post(mo, stage.server.channels.random, 'Said while you were away.');
  await context.setOffline(false);
  await message(page, 'Said while you were away.').waitFor();
  await pending(page).waitFor({ state: 'detached' });
  await page.getByText('No connection.').waitFor({ state: 'detached' });
  const bodies = await bodiesIn(mo, stage.server.channels.random);
  expect(bodies.filter((body) => body === 'Written in a tunnel.')).toHaveLength(1);
});

test('unread agrees on two tabs, and on two devices', async () => {
  const { sam, olive } = stage.server.cast;
  const context = await stage.enter(sam);
  const first = await open(context, stage.server.at('launch'));
  const second = await open(context, stage.server.at('launch'));
  const device2 = await stage.openAs(sam, stage.server.at('launch'));
  for (const page of [first, second, device2]) await composer(page).waitFor();
  const before = await unreadOf(first, 'design');
  await post(olive, stage.server.channels.design, 'One more thing.');
  for (const page of [first, second, device2])
    await expect.poll(() => unreadOf(page, 'design')).toBe(before + 1);
  await first.bringToFront();
  await sideLink(first, 'design').click();
  await message(first, 'One more thing.').waitFor();
  for (const page of [first, second, device2]) await expect.poll(() => unreadOf(page, 'design')).toBe(0);
});

test('a permalink opens where it points, with what is around it; one to a reply opens its thread', async () => {
  const { ana } = stage.server.cast;
  const context = await stage.enter(ana);
  const page = await open(context, stage.server.at('launch', `/${stage.server.thread}`));
  const row = message(page, 'do we show the yearly price first');
  await row.waitFor();
  await expect.poll(() => row.evaluate((element) => getComputedStyle(element).animationName)).toBe('flash');
  const replies = await ana.run('message.history', {
    channelId: stage.server.channels.launch,
    rootSeq: stage.server.thread,
  });
  const reply = replies.entries.find((entry) => 'body' in entry && entry.body.startsWith('Three customers'));
  const second = await open(context, stage.server.at('launch', `/${reply?.seq}`));
  await second
    .getByRole('complementary', { name: 'Thread' })
    .getByText('Three customers told me the same')
    .waitFor();
});

test('a draft survives a reload, and is on another device', async () => {
  const { olive } = stage.server.cast;
  const page = await stage.openAs(olive, stage.server.at('design'));
  await composer(page).click();
  await page.keyboard.type('Half a thou');
  await expect
    .poll(async () => (await olive.run('draft.list', {})).drafts.map(({ body }) => body))
    .toContain('Half a thou');
  await page.reload();
  await expect.poll(() => composer(page).innerText()).toContain('Half a thou');
  const other = await stage.openAs(olive, stage.server.at('design'));
  await expect.poll(() => composer(other).innerText()).toContain('Half a thou');
});

test('what is being typed when the editor arrives goes on where it was, blanks at its end included', async () => {
  const { olive } = stage.server.cast;
  const context = await stage.enter(olive);
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const asked = new Promise<void>((resolve) => {
    // The page asks for it, and so does the worker that keeps the page's code.
    void context.route(/RichEditor-[^/]*\.js$/, async (route) => {
      resolve();
      await arrived;
      await route.continue();
    });
  });
  // While both stand there, the one that is not in use yet is out of reach, for the keyboard too.
  await context.addInitScript(() => {
    const hidden = '[aria-hidden="true"] [contenteditable="true"]';
    const seen = { both: 0, reachable: 0 };
    Object.assign(window, { seen });
    const look = () => {
      const field = document.querySelector(hidden);
      if (!field) return;
      seen.both += 1;
      if (!field.closest('[inert]')) seen.reachable += 1;
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
  });
  const page = await open(context, stage.server.at('random'));
  await asked;
  await page.locator('textarea').click();
  await page.keyboard.type('Two words ');
  arrive();
  await page.locator('.composer-field:focus').waitFor();
  const { both, reachable } = await page.evaluate(
    () => (window as unknown as { seen: { both: number; reachable: number } }).seen,
  );
  expect(both).toBeGreaterThan(0);
  expect(reachable).toBe(0);
  await page.keyboard.type('and two more');
  await expect.poll(() => composer(page).innerText()).toBe('Two words and two more');
  await page.keyboard.press('Enter');
  await message(page, 'Two words and two more').waitFor();
});

describe('a phone', () => {
  test('first the list, then the channel, then the thread, each over the whole screen; back leads back', async () => {
    const { ana } = stage.server.cast;
    const page = await stage.openAs(ana, '/', { phone: true });
    await page.getByRole('link', { name: /^launch/ }).tap();
    await feed(page).waitFor();
    await page.getByRole('navigation', { name: 'Workspace' }).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: /Yearly or monthly price first/ }).tap();
    await page.getByText('Three customers told me the same').waitFor();
    await feed(page).waitFor({ state: 'hidden' });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.goBack();
    await feed(page).waitFor();
    await page.getByRole('link', { name: 'Back to the list' }).tap();
    await page.getByRole('navigation', { name: 'Workspace' }).waitFor();
  });
});
