/** Threads, activity and channels: what their lists say while others write, the server is slow to hear, or a clock is off. */
import { expect, test } from 'vitest';
import { axeFindings } from './axe-findings.ts';
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
