/** What a person arranges, is told of and writes in their own way. */
import type { BrowserContext, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { answerWithinMs } from '../../client/src/state/front-tab.ts';
import { composer, focused, message, open, sideLink } from './browser.ts';
import { clientId, type Person } from './server.ts';
import { raiseStage, startStory } from './stage.ts';
import { makeChannel, post } from './story.ts';

const stage = raiseStage(startStory);

const sidebar = (page: Page) => page.getByRole('navigation', { name: 'Workspace' });
const channelsIn = async (page: Page, section: string) =>
  (await sidebar(page).getByRole('region', { name: section }).getByRole('listitem').allInnerTexts()).map(
    (text) => text.split('\n')[0],
  );
const sections = (page: Page) =>
  sidebar(page)
    .getByRole('region')
    .evaluateAll((regions) => regions.map((region) => region.getAttribute('aria-label')));

test('channels and sections are arranged by dragging and by menu, on all devices', async () => {
  const { ana } = stage.server.cast;
  const { channels } = await ana.run('channel.list', {});
  for (const { channel, position } of channels)
    await ana.run('read.mark', { channelId: channel.id, rootSeq: null, seq: position.seq });
  const desk = await stage.openAs(ana, stage.server.at('general'));
  const other = await stage.openAs(ana, stage.server.at('general'));
  for (const page of [desk, other])
    await expect.poll(() => channelsIn(page, 'Channels')).toEqual(['design', 'general', 'launch', 'lunch']);

  await sideLink(desk, 'lunch').dragTo(sideLink(desk, 'design'), { targetPosition: { x: 40, y: 3 } });
  await expect.poll(() => channelsIn(other, 'Channels')).toEqual(['lunch', 'design', 'general', 'launch']);
  const move = async (name: string, item: string) => {
    await sideLink(desk, name).click({ button: 'right' });
    await desk.getByRole('menuitem', { name: 'Move', exact: true }).click();
    await desk.getByRole('menuitem', { name: item }).click();
  };
  await move('launch', 'Up');
  await expect.poll(() => channelsIn(other, 'Channels')).toEqual(['lunch', 'design', 'launch', 'general']);

  for (const [name, section] of [
    ['launch', 'Now'],
    ['design', 'Later'],
  ] as const) {
    await move(name, 'To a new section…');
    await desk.getByLabel('Name').fill(section);
    await desk.keyboard.press('Enter');
    await desk.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await expect.poll(() => sections(other)).toEqual(['Now', 'Later', 'Channels', 'Direct messages']);
  await desk.getByRole('button', { name: 'Section Later' }).click();
  await desk.getByRole('menuitem', { name: 'Move up' }).click();
  await expect.poll(() => sections(other)).toEqual(['Later', 'Now', 'Channels', 'Direct messages']);
  await desk.getByRole('button', { name: 'Section Now' }).click();
  await desk.getByRole('menuitem', { name: 'Remove the section' }).click();
  await expect.poll(() => sections(other)).toEqual(['Later', 'Channels', 'Direct messages']);
  await desk.reload();
  // What left a section stands by name, below what was given its place.
  await expect.poll(() => channelsIn(desk, 'Channels')).toEqual(['lunch', 'general', 'launch']);
});

test('a list to tick off is one, also after it was edited', async () => {
  const { ana } = stage.server.cast;
  const page = await stage.openAs(ana, stage.server.at('random'));
  await post(ana, stage.server.channels.random, 'To bring:\n\n- [x] bowls\n- [ ] soy sauce');
  const row = message(page, 'To bring');
  await row.waitFor();
  const ticked = () =>
    row.getByRole('checkbox').evaluateAll((all) => all.map((one) => one.matches(':checked')));
  await expect.poll(ticked).toEqual([true, false]);
  await composer(page).click();
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => focused(page)).toBe('Edit the message');
  await page.locator('.ProseMirror li').nth(1).waitFor();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' and chopsticks');
  await page.keyboard.press('Enter');
  await row.getByText('soy sauce and chopsticks').waitFor();
  await expect.poll(ticked).toEqual([true, false]);
});

test('a channel that one has not joined has its name; rich text that is pasted keeps its form', async () => {
  const { ana, mo } = stage.server.cast;
  const gardening = await makeChannel(mo, 'gardening');
  const page = await stage.openAs(ana, stage.server.at('random'));
  await post(mo, stage.server.channels.random, `Tomatoes are in <#${gardening}>`);
  await page.getByRole('link', { name: '#gardening' }).waitFor();

  await page.locator('.composer-field').click();
  await page.evaluate(async () => {
    const html = new Blob(
      ['<p>So <b>ripe</b> and <a href="https://seeds.example/">cheap</a></p><ul><li>red</li></ul>'],
      {
        type: 'text/html',
      },
    );
    const plain = new Blob(['So ripe and cheap'], { type: 'text/plain' });
    await navigator.clipboard.write([new ClipboardItem({ 'text/html': html, 'text/plain': plain })]);
  });
  await page.keyboard.press('Control+v');
  await page.locator('.composer-field strong').waitFor();
  await page.keyboard.press('Enter');
  const row = message(page, 'So ripe and cheap');
  await row.waitFor();
  expect(await row.locator('strong').innerText()).toBe('ripe');
  expect(await row.locator('a[href="https://seeds.example/"]').innerText()).toBe('cheap');
  expect(await row.getByRole('listitem').innerText()).toBe('red');
});

/** A browser that shows notifications and plays sounds into a list; `away` takes a tab out of the front. */
async function withNotices(person: Person) {
  const context = await stage.enter(person);
  await context.addInitScript((patienceMs) => {
    const shown: object[] = [];
    const state = { shown, sounds: 0, away: false };
    class Shown extends EventTarget {
      static readonly permission = 'granted';
      constructor(title: string, { body }: { body: string }) {
        super();
        shown.push({ title, body });
      }
    }
    class Silent extends AudioContext {
      override createOscillator() {
        state.sounds += 1;
        return super.createOscillator();
      }
    }
    // A tab in front that is slow on a busy machine is no tab that is not there.
    const later = globalThis.setTimeout;
    const patient = (done: () => void, ms = 0, ...rest: unknown[]) =>
      later(done, ms === patienceMs ? 20 * ms : ms, ...rest);
    const hasFocus = document.hasFocus.bind(document);
    document.hasFocus = () => !state.away && hasFocus();
    Object.assign(globalThis, {
      ...{ Notification: Shown, AudioContext: Silent, notices: state, setTimeout: patient },
    });
  }, answerWithinMs);
  return context;
}

type NoticeState = { shown: object[]; sounds: number; away: boolean };
const noticesOf = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { notices: NoticeState }).notices);
const setAway = (page: Page, away: boolean) =>
  page.evaluate((on) => {
    (globalThis as unknown as { notices: NoticeState }).notices.away = on;
    window.dispatchEvent(new Event(on ? 'blur' : 'focus'));
  }, away);
const inThreads = async (context: BrowserContext) => {
  const page = await open(context, '/threads');
  await page.getByRole('heading', { name: 'Threads' }).waitFor();
  await sideLink(page, 'general').waitFor();
  return page;
};

test('a desktop notice says why it came', async () => {
  const { ana, mo } = stage.server.cast;
  await ana.run('preferences.set', { desktop: true });
  const page = await inThreads(await withNotices(ana));
  await setAway(page, true);
  await post(mo, stage.server.channels.general, `<@${ana.id}> look at this`);
  await expect
    .poll(async () => (await noticesOf(page)).shown)
    .toEqual([
      { title: 'Mo Mendez · #general', body: '@Ana Alvarez look at this\nBecause your name was mentioned' },
    ]);
});

test('of two tabs the one in front tells, once; of what is read in one the other does not ring', async () => {
  const { ana, mo } = stage.server.cast;
  await ana.run('preferences.set', { desktop: true, sound: true });
  const context = await withNotices(ana);
  const leading = await inThreads(context);
  const front = await inThreads(context);
  // Browsers play nothing before a page was touched.
  for (const page of [leading, front]) await page.getByRole('heading', { name: 'Threads' }).click();
  await setAway(leading, true);

  await post(mo, stage.server.channels.general, `<@${ana.id}> lunch?`);
  await front.getByText('lunch?').first().waitFor();
  await expect.poll(async () => (await noticesOf(front)).sounds).toBe(2);
  // What comes later on the same connections is heard after it.
  await front.goto(stage.server.at('general'));
  await composer(front).click();
  await post(mo, stage.server.channels.general, `<@${ana.id}> are you coming?`);
  await message(front, 'are you coming?').waitFor();
  await setAway(front, true);
  await post(mo, stage.server.channels.general, `<@${ana.id}> we have gone`);
  await expect
    .poll(async () => (await noticesOf(leading)).shown)
    .toEqual([
      { title: 'Mo Mendez · #general', body: '@Ana Alvarez we have gone\nBecause your name was mentioned' },
    ]);
  await expect.poll(async () => (await noticesOf(leading)).sounds).toBe(2);
  expect(await noticesOf(front)).toMatchObject({ shown: [], sounds: 0 });
});

test('all bots of a workspace can be reached, and nobody else is among them', async () => {
  const { olive } = stage.server.cast;
  for (let count = 1; count <= 120; count += 1)
    await olive.run('bot.create', { name: `Helper ${count}`, handle: `helper-${count}` });
  const { member } = await olive.run('bot.create', { name: 'Zebra crossing', handle: 'zebra' });
  const page = await stage.openAs(olive, '/settings/bots');
  const main = page.getByRole('main');
  const helpers = main.getByText(/^Helper \d+$/);
  const more = main.getByRole('button', { name: 'Show more' });
  await helpers.first().waitFor();
  while ((await more.count()) > 0) {
    const shown = await helpers.count();
    await more.click();
    await expect.poll(() => helpers.count()).toBeGreaterThan(shown);
  }
  expect(await helpers.count()).toBe(120);
  expect(await main.getByText('Mo Mendez').count()).toBe(0);
  await main.getByText(member.name).waitFor({ timeout: 1_000 });
});

test('saving a form sets back nothing that somebody else has changed since it was opened', async () => {
  const { olive } = stage.server.cast;
  const channelId = stage.server.channels.design;
  const inDesign = () => ({ channelId, clientId: clientId() });
  const page = await stage.openAs(olive, stage.server.at('design', '?details=about'));
  await page.getByRole('button', { name: 'Channel settings' }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings of #design' });
  await dialog.getByLabel('What it is for').fill('What we draw.');
  await olive.run('channel.describe', { ...inDesign(), topic: 'Said by another' });
  await olive.run('channel.set_policy', { ...inDesign(), slowModeMs: 5_000 });
  await page.getByText('Said by another').first().waitFor();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  const { summary } = await olive.run('channel.open', { channelId });
  expect(summary.channel).toMatchObject({
    ...{ topic: 'Said by another', purpose: 'What we draw.', slowModeMs: 5_000 },
  });

  await page.goto('/settings/workspace');
  const main = page.getByRole('main');
  await main.getByLabel('Who may sign up by themselves').fill('northwind.example');
  await olive.run('workspace.update', { name: 'Northwind Two' });
  await main.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The settings are saved.').waitFor();
  const { settings } = await olive.run('workspace.get_settings', {});
  expect(settings).toMatchObject({ name: 'Northwind Two', signUpDomains: ['northwind.example'] });
  await olive.run('workspace.update', { name: 'Northwind', signUpDomains: [] });

  await page.goto('/settings/profile');
  await main.getByLabel('What you do').fill('Founder and more');
  await olive.run('profile.update', { about: 'Said on another device' });
  await main.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your profile is saved.').waitFor();
  const { me } = await olive.run('workspace.load', {});
  expect(me).toMatchObject({ title: 'Founder and more', about: 'Said on another device' });
});
