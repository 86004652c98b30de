/** Threads, activity and channels: what their lists say while others write, the server is slow to hear, or a clock is off. */
import { expect, test } from 'vitest';
import { axeFindings } from './axe-findings.ts';
import { standBetween } from './between.ts';
import { focused, open, sideLink } from './browser.ts';
import { clientId } from './server.ts';
import { raiseStage, startStory } from './stage.ts';
import { makeChannel, post } from './story.ts';

const stage = raiseStage(startStory);

test('a thread that was read counts no more, and leaves the unread ones once the server has heard of it', async () => {
  const page = await (await stage.enter(stage.server.cast.ana)).newPage();
  const held: (() => void)[] = [];
  let listed = 0;
  await page.routeWebSocket(/\/socket\.io\//, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      const text = String(frame);
      if (text.includes('"thread.mine"') && held.length > 0) listed += 1;
      if (text.includes('"read.mark"')) held.push(() => server.send(frame));
      else server.send(frame);
    });
  });
  await page.goto('/threads');
  const filter = page.getByRole('group').getByRole('button', { name: /^Unread/ });
  await expect.poll(() => filter.innerText()).toBe('Unread 1');
  await filter.click();
  const card = page.getByRole('button', { name: /Yearly or monthly price first/ });
  await card.click();
  await expect.poll(() => held.length).toBeGreaterThan(0);
  // Anything that happens in a channel has the list asked for anew.
  await post(stage.server.cast.mo, stage.server.channels.design, 'The list is made again now.');
  await expect.poll(() => listed).toBeGreaterThan(0);
  await expect.poll(() => filter.innerText()).toBe('Unread');
  expect(await card.count()).toBe(1);
  for (const tell of held) tell();
  await page.getByText('You have read it all').waitFor();
});

test('all of the activity can be marked as read on a device whose clock is behind', async () => {
  const { cast, channels } = stage.server;
  const device = await stage.enter(cast.ana);
  await device.clock.setFixedTime(Date.now() - 600_000);
  await post(cast.mo, channels.design, `<@${cast.ana.id}> please look at this one.`);
  const page = await open(device, '/activity');
  const filter = page.getByRole('group').getByRole('button', { name: /^Unread/ });
  await expect.poll(() => filter.innerText()).toMatch(/\d/);
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await expect.poll(() => filter.innerText()).toBe('Unread');
  expect((await cast.ana.run('activity.list', {})).unread).toBe(0);
});

test('an archived channel is found again, by its name and among all channels, and taken out', async () => {
  const { ana } = stage.server.cast;
  const channels = [
    await makeChannel(ana, 'old-project'),
    await makeChannel(ana, 'old-secrets', { kind: 'private' }),
  ];
  const page = await stage.openAs(ana, '/browse');
  await sideLink(page, 'old-project').waitFor();
  for (const channelId of channels) await ana.run('channel.archive', { channelId, clientId: clientId() });
  await sideLink(page, 'old-project').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await expect.poll(() => focused(page)).toMatch(/^Go to/);
  await page.keyboard.type('old-');
  await page.getByRole('option', { name: /old-secrets\s*archived/ }).waitFor();
  await page.getByRole('option', { name: /old-project\s*archived/ }).waitFor();
  await page.keyboard.press('Escape');

  const row = page.getByRole('main').getByRole('link', { name: /^old-project/ });
  await page
    .getByRole('main')
    .getByRole('link', { name: /^launch/ })
    .waitFor();
  await page.reload();
  await page
    .getByRole('main')
    .getByRole('link', { name: /^launch/ })
    .waitFor();
  expect(await row.count()).toBe(0);
  await page.getByRole('switch', { name: 'Show those that are archived' }).click();
  await row.getByText('Archived').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await row.click();
  await page.getByText('This channel is archived').waitFor();
  await page.getByRole('button', { name: 'Details' }).click();
  await page.getByRole('button', { name: 'Channel settings' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take out' }).click();
  await page.getByText('#old-project is open again.').waitFor();
  await page.keyboard.press('Escape');
  await sideLink(page, 'old-project').waitFor();
});

test('what somebody looks at in a list stays where it is while the list changes, and a list that is old says so there', async () => {
  const { ana, mo } = stage.server.cast;
  const channelId = await makeChannel(ana, 'many-threads');
  await ana.run('member.add', { channelId, memberId: mo.id, clientId: clientId() });
  const roots: number[] = [];
  for (let index = 10; index < 40; index++) {
    const root = await post(ana, channelId, `Topic ${index}`);
    await post(mo, channelId, 'An answer', root);
    roots.push(root);
  }
  const page = await (await stage.enter(ana)).newPage();
  const between = await standBetween(page);
  await page.goto('/threads');
  const card = (topic: number) => page.getByRole('button', { name: new RegExp(`Topic ${topic}`) });
  const top = (topic: number) => card(topic).evaluate((row) => Math.round(row.getBoundingClientRect().top));
  const indexOf = (topic: number) =>
    card(topic).evaluate((row) => [...(row.parentElement?.children ?? [])].indexOf(row));
  await card(38).waitFor();

  // At the top, with the pointer elsewhere: what is new comes into view.
  await page.mouse.move(2, 2);
  await post(mo, channelId, 'And another', roots[0]);
  await expect.poll(() => indexOf(10)).toBe(0);
  expect(await top(10)).toBeLessThan(200);

  // With the pointer on a card it stays under it.
  await card(37).hover();
  const under = await top(37);
  await post(mo, channelId, 'And another', roots[1]);
  await expect.poll(() => indexOf(11)).toBe(0);
  expect(await top(37)).toBe(under);

  // Further down, where one of those in view goes to the top, and one comes from the end.
  await page.mouse.move(2, 2);
  await card(28).evaluate((row) => row.scrollIntoView({ block: 'start' }));
  const seen = await top(25);
  // Nothing in the list reaches out of it, and so nothing but the list is scrolled.
  expect((await page.getByRole('main').boundingBox())?.y).toBe(0);
  await post(mo, channelId, 'And another', roots[26 - 10]);
  await expect.poll(() => indexOf(26)).toBe(0);
  expect(await top(25)).toBe(seen);
  await post(mo, channelId, 'And another', roots[2]);
  await expect.poll(() => indexOf(12)).toBe(0);
  expect(await top(25)).toBe(seen);

  between.codes.set('thread.mine', 'internal');
  await post(mo, channelId, 'And another', roots[3]);
  const alert = page.getByRole('main').getByRole('alert');
  await alert.waitFor();
  expect((await alert.boundingBox())?.y).toBeLessThan(200);
  between.codes.clear();
  await alert.getByRole('button', { name: 'Try again' }).click();
  await alert.waitFor({ state: 'detached' });
  await expect.poll(() => indexOf(13)).toBe(0);
});
