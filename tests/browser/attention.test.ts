/** What a tab says of what waits while one looks elsewhere, and what those see who asked for less movement or other colours. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { composer, feed, message, open } from './browser.ts';
import { clientId } from './server.ts';
import { raiseStage, startStory } from './stage.ts';
import type { Story } from './story.ts';

const stage = raiseStage(startStory);
/** On a machine that does other things too. */
const patience = { timeout: 60_000 };

const at = (channel: keyof Story['channels']) => stage.server.at(channel);
const say = (who: keyof Story['cast'], channel: keyof Story['channels'], body: string) =>
  stage.server.cast[who].run('message.post', {
    ...{ clientId: clientId(), channelId: stage.server.channels[channel], rootSeq: null, body },
  } as never);

const iconOf = (page: Page) =>
  page.evaluate(() => {
    const { href = '' } = document.querySelector<HTMLLinkElement>('link[rel="icon"]') ?? {};
    return decodeURIComponent(href);
  });
/** What is drawn on it: nothing, a dot, or a number. */
const markOn = (icon: string) =>
  /<text[^>]*>([^<]+)/.exec(icon)?.[1] ?? (icon.startsWith('data:') ? 'dot' : 'none');
const stateOf = async (page: Page) => `${await page.title()} | ${markOn(await iconOf(page))}`;

test('title and icon say in two tabs what waits: nothing, something, so much for this person; also after a break', async () => {
  const { sam } = stage.server.cast;
  const context = await stage.enter(sam);
  const tab = await open(context, at('design'));
  const other = await open(context, at('design'));
  await Promise.all([tab, other].map((page) => composer(page).waitFor(patience)));
  const both = async (wanted: RegExp) => {
    for (const page of [tab, other]) await expect.poll(() => stateOf(page), patience).toMatch(wanted);
  };
  // From within the field, too.
  await tab.locator('.composer-field').click();
  await tab.keyboard.press('Shift+Escape');
  await both(/^#design · Northwind \| none$/);
  await say('mo', 'random', 'Lunch is at one.');
  await both(/^• #design · Northwind \| dot$/);
  await say('mo', 'random', `<@${sam.id}> do you come?`);
  await both(/^\(1\) #design · Northwind \| 1$/);

  await context.setOffline(true);
  await say('mo', 'launch', `<@${sam.id}> and is it green?`);
  await context.setOffline(false);
  await both(/^\(2\) #design · Northwind \| 2$/);

  for (const [channel, left] of [
    ['random', /^\(1\) #design · Northwind \| 1$/],
    ['launch', /^#design · Northwind \| none$/],
  ] as const) {
    await tab.goto(at(channel));
    await expect.poll(() => stateOf(other), patience).toMatch(left);
  }
  await say('mo', 'random', `<@${sam.id}> see you there.`);
  await expect.poll(() => stateOf(other), patience).toMatch(/^\(1\) #design · Northwind \| 1$/);

  await other.getByRole('button', { name: /^Northwind/ }).click();
  await other.getByRole('menuitem', { name: 'Sign out' }).click();
  await other.getByRole('heading', { name: /^Welcome/ }).waitFor(patience);
  await expect.poll(() => stateOf(other), patience).toMatch(/^Welcome to Northwind · Atrium \| none$/);
});

test('the mark is drawn on the icon of the page', async () => {
  const page = await stage.openAs(stage.server.cast.ana, at('design'));
  await composer(page).waitFor(patience);
  await say('mo', 'random', `<@${stage.server.cast.ana.id}> one more.`);
  await expect.poll(() => iconOf(page), patience).toMatch(/^data:/);
  const plain = await (await fetch(`${stage.server.url}/icon.svg`)).text();
  expect(await iconOf(page)).toContain(plain.replace('</svg>', '').trim());
});

test('who asked for less movement sees none, and still sees which message a link means', async () => {
  const context = await stage.enter(stage.server.cast.ana);
  const page = await context.newPage();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.addInitScript(() => {
    const moved: string[] = [];
    Object.assign(window, { moved });
    const note = ({ target, type }: Event) => {
      const animation = (target as Element)
        .getAnimations()
        .find(({ effect }) => Number(effect?.getComputedTiming().duration) > 1);
      if (animation) moved.push(`${type} ${(target as Element).className}`);
    };
    for (const type of ['animationstart', 'transitionrun']) document.addEventListener(type, note, true);
  });
  await page.goto(`${at('launch')}/${stage.server.thread}`);
  const meant = page.locator(`[data-key] >> nth=0`);
  await meant.waitFor(patience);
  await composer(page).waitFor(patience);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /^Go to/ }).waitFor(patience);
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: /^Go to/ }).waitFor({ state: 'detached' });
  await page.keyboard.press('Control+/');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor(patience);
  await page.keyboard.press('Escape');
  await say('mo', 'launch', 'Something new below.');
  await message(page, 'Something new below').waitFor(patience);
  expect(await page.evaluate(() => (window as unknown as { moved: string[] }).moved)).toEqual([]);
  const colours = () =>
    feed(page)
      .getByRole('article')
      .evaluateAll((rows) => rows.map((row) => getComputedStyle(row).backgroundColor));
  expect(new Set(await colours()).size).toBeGreaterThan(1);
});

test('in the colours of the system what is chosen has the colour of choice', async () => {
  const page = await stage.openAs(stage.server.cast.ana, at('design'));
  await page.emulateMedia({ forcedColors: 'active' });
  await page.locator('nav a[data-active]').waitFor(patience);
  const [chosen, ofSystem] = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.backgroundColor = 'Highlight';
    probe.style.setProperty('forced-color-adjust', 'none');
    return [document.querySelector('nav a[data-active]'), probe].map(
      (element) => element && getComputedStyle(element).backgroundColor,
    );
  });
  expect(ofSystem).toMatch(/^rgb/);
  expect(chosen).toBe(ofSystem);
});
