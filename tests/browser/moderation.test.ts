import type { Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import { axeFindings } from './axe-findings.ts';
import { composer, message, open } from './browser.ts';
import { inDatabase } from './in-database.ts';
import { clientId } from './server.ts';
import { raiseStage, startStory } from './stage.ts';
import { post } from './story.ts';

const stage = raiseStage(startStory);
let moderator: Page;
let reader: Page;

beforeEach(async () => {
  const { at, cast, thread } = stage.server;
  const path = at('launch', `?thread=${thread}`);
  [moderator, reader] = [await stage.openAs(cast.mo, path), await stage.openAs(cast.sam, path)];
});

const pane = (page: Page) => page.getByRole('complementary', { name: 'Thread' });
const badge = (page: Page, text: string) => pane(page).locator('header').getByText(text, { exact: true });

async function choose(item: RegExp): Promise<void> {
  await moderator.getByRole('button', { name: 'What to do with the thread' }).click();
  await moderator.getByRole('menuitem', { name: item }).click();
}

async function giveReason(reason: string): Promise<void> {
  const dialog = moderator.getByRole('dialog');
  await dialog.getByLabel('Reason').fill(reason);
  await dialog.locator('button[type=submit]').click();
  await dialog.waitFor({ state: 'detached' });
}

test('what a moderator makes of a thread is plain to somebody else at once, with the reason', async () => {
  await composer(reader, /^Reply to/).waitFor();
  await badge(reader, 'Pinned').waitFor();
  await choose(/^Unpin/);
  await badge(reader, 'Pinned').waitFor({ state: 'detached' });
  await choose(/^Pin to the top/);
  await giveReason('decides the price');
  await badge(reader, 'Pinned').waitFor();
  await pane(reader)
    .getByText(/Mo Mendez pinned this thread: .decides the price/)
    .waitFor();

  await choose(/^Lock/);
  await giveReason('settled on Monday');
  await badge(reader, 'Locked').waitFor();
  await pane(reader).getByText('This thread is locked').waitFor();
  await pane(reader)
    .getByText(/settled on Monday/)
    .first()
    .waitFor();
  await expect.poll(() => composer(reader, /^Reply to/).count()).toBe(0);
  await composer(moderator, /^Reply to/).waitFor();

  await choose(/^Unlock/);
  await composer(reader, /^Reply to/).waitFor();

  await choose(/^Mark as resolved/);
  await badge(reader, 'Resolved').waitFor();
});

test('somebody who does not moderate is not offered it', async () => {
  await reader.getByRole('button', { name: 'What to do with the thread' }).click();
  await reader.getByRole('menuitem', { name: 'Copy link' }).waitFor();
  expect(await reader.getByRole('menuitem', { name: /Pin|Lock|Mute/ }).count()).toBe(0);
});

test('who is muted for a time may write again once it is over', async () => {
  const { cast, channels } = stage.server;
  const on = { channelId: channels.launch, memberId: cast.sam.id, clientId: clientId() };
  await composer(reader, /^Reply to/).waitFor();
  await cast.mo.run('member.mute', { ...on, until: Date.now() + 5_000, reason: 'a moment' });
  await pane(reader)
    .getByText(/You are muted here until .* Reason: a moment/)
    .waitFor();
  await expect.poll(() => composer(reader, /^Reply to/).count()).toBe(1);
});

test('slow mode counts down to the next message, however long the channel has been open', async () => {
  const { cast, channels, thread } = stage.server;
  const slowModeMs = 5_000;
  const slow = (ms: number) =>
    cast.olive.run('channel.set_policy', {
      channelId: channels.launch,
      clientId: clientId(),
      slowModeMs: ms,
    });
  await slow(slowModeMs);
  const between = pane(reader).getByText('Slow mode: one in 5 s');
  await between.waitFor();
  await reader.waitForTimeout(slowModeMs);
  await post(cast.sam, channels.launch, 'One message.', thread);
  await message(reader, 'One message.').waitFor();
  await expect.poll(() => between.count()).toBe(1);
  await slow(0);
});

test('what a thread was made for a time is not shown any longer than that', async () => {
  const { cast, channels, thread, at } = stage.server;
  const on = { channelId: channels.launch, rootSeq: thread };
  const device = await stage.enter(cast.sam);
  await device.clock.install();
  const page = await open(device, at('launch', `?thread=${thread}`));
  const until = Date.now() + 3_600_000;
  await cast.mo.run('thread.mute', { ...on, clientId: clientId(), until, reason: '' });
  await badge(page, 'Muted').waitFor();
  await page.clock.fastForward(3_660_000);
  await expect.poll(() => badge(page, 'Muted').count()).toBe(0);
  await cast.mo.run('thread.unmute', { ...on, clientId: clientId(), reason: '' });
});

test('a thread that is moved takes along whoever has it open, and leaves a note', async () => {
  await choose(/^Move to another channel/);
  const dialog = moderator.getByRole('dialog', { name: 'Move this thread' });
  await dialog.getByRole('combobox', { name: 'Channel' }).click();
  await moderator.getByRole('option', { name: '#design' }).click();
  await dialog.getByLabel('Reason').fill('it is about type');
  expect(await axeFindings(moderator)).toEqual([]);
  await dialog.getByLabel('Reason').press('Enter');
  await dialog.waitFor({ state: 'detached' });
  const root = /do we show the yearly price first/;
  await moderator.waitForURL(new RegExp(`/c/${stage.server.channels.design}/`));
  await pane(moderator).getByText(root).waitFor();
  await pane(moderator)
    .getByText(/moved this thread here from another channel/)
    .waitFor();

  await pane(reader).getByText('This thread was moved to another channel').waitFor();
  expect(await axeFindings(reader)).toEqual([]);
  const stub = reader.getByRole('main').getByRole('button', { name: /^This thread was moved/ });
  await stub.first().waitFor();
  await expect.poll(() => reader.getByText(root).count()).toBe(0);
  await pane(reader).getByRole('link', { name: 'Go on in #design' }).press('Enter');
  await reader.waitForURL(new RegExp(`/c/${stage.server.channels.design}/`));
  await pane(reader).getByText(root).waitFor();
  await composer(reader, /^Reply to/).waitFor();

  // An old link leads there, too.
  await reader.goto(stage.server.at('launch', `/${stage.server.thread}`));
  await reader.waitForURL(new RegExp(`/c/${stage.server.channels.design}/`));
  await pane(reader).getByText(root).waitFor();
});

test('an old link leads to where a thread went on a device that has kept it as it was, too', async () => {
  const { at, cast, channels } = stage.server;
  const text = 'Said before it was moved.';
  const rootSeq = await post(cast.ana, channels.random, text);
  const device = await stage.enter(cast.sam);
  const before = await open(device, at('random'));
  await message(before, text).waitFor();
  await expect.poll(() => inDatabase(before, text)).toBe(1);
  await before.close();
  const thread = { channelId: channels.random, rootSeq };
  await cast.mo.run('thread.move', { ...thread, toChannelId: channels.general, clientId: clientId() });

  const after = await open(device, at('random', `/${rootSeq}`));
  await after.waitForURL(new RegExp(`/c/${channels.general}/`));
  await pane(after).getByText(text).waitFor();
});
