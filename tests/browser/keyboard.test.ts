import { expect, test } from 'vitest';
import { standBetween } from './between.ts';
import { composer, focused, landed, message } from './browser.ts';
import { clientId } from './server.ts';
import { raiseStage, startStory } from './stage.ts';
import { makeChannel } from './story.ts';

const stage = raiseStage(startStory);

test('a tour without a mouse: palette, message, reaction, edit, thread, inbox, sheet', async () => {
  const page = await stage.openAs(stage.server.cast.ana, stage.server.at('general'));
  await composer(page).waitFor();
  const { keyboard } = page;
  await keyboard.press('Control+k');
  await expect.poll(() => focused(page)).toMatch(/^Go to/);
  await keyboard.type('lau');
  await page.getByRole('option', { name: /launch/ }).waitFor();
  await keyboard.press('Enter');
  await page.waitForURL(new RegExp(stage.server.channels.launch));

  await composer(page, 'Write to #launch').waitFor();
  await expect.poll(() => focused(page)).toBe('Write to #launch');
  await keyboard.type('From the keyboar');
  await keyboard.press('Enter');
  await landed(page, 'From the keyboar');
  await keyboard.press('ArrowUp');
  await expect.poll(() => focused(page)).toBe('Edit the message');
  await keyboard.type('d alone');
  await keyboard.press('Enter');
  await message(page, 'From the keyboard alone').waitFor();

  await keyboard.press('Shift+Tab');
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('ARTICLE');
  await keyboard.press('t');
  await page.getByRole('complementary', { name: 'Thread' }).waitFor();
  await expect.poll(() => focused(page)).toMatch(/^Reply/);
  await keyboard.type('And a reply.');
  await keyboard.press('Enter');
  await page.getByRole('region', { name: 'Replies' }).getByText('And a reply.').waitFor();

  await keyboard.press('Control+Shift+t');
  await page.waitForURL(/\/threads$/);
  await page.getByRole('heading', { name: 'Threads' }).waitFor();
  await keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await keyboard.press('Alt+Shift+ArrowDown');
  await page.waitForURL(/\/c\//);
});

test('mention, emoji and list by typing alone', async () => {
  const page = await stage.openAs(stage.server.cast.ana, stage.server.at('random'));
  await composer(page).waitFor();
  await expect.poll(() => focused(page)).toBe('Write to #lunch');
  await page.locator('.composer-field:focus').waitFor();
  await page.keyboard.type('@mo');
  await page.getByRole('option', { name: /Mo Mendez/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type('brings :dumpl');
  await page.getByRole('option', { name: /dumpling/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const row = message(page, 'brings');
  await row.waitFor();
  await expect.poll(() => row.locator('.mention').innerText()).toBe('@Mo Mendez');
  await expect.poll(() => row.innerText()).toContain('🥟');
});

test('a button that was pressed by a key keeps the keyboard while it is at work, takes no second press, and works again', async () => {
  const page = await (await stage.enter(stage.server.cast.ana)).newPage();
  const between = await standBetween(page);
  await page.goto('/browse');
  await page.getByRole('button', { name: 'New channel' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create a channel' });
  const name = dialog.getByLabel('Name');
  await name.fill('by-keys');
  const create = dialog.getByRole('button', { name: 'Create', exact: true });
  await create.focus();
  const held = between.hold('channel.create');
  between.unanswered.add('channel.create');
  await page.keyboard.press('Enter');
  await held.asked;
  await page.keyboard.press('Enter');
  await name.press('Enter');
  await create.focus();
  expect(await create.getAttribute('aria-busy')).toBe('true');
  held.release();
  await dialog.getByRole('alert').waitFor();
  expect(await create.evaluate((button) => button === document.activeElement)).toBe(true);
  expect(between.asked.get('channel.create')).toBe(1);
  between.unanswered.clear();
  await page.keyboard.press('Enter');
  await composer(page, 'Write to #by-keys').waitFor();
});

test('where the field closes the keyboard is with what says why, and back in the field when that opens again', async () => {
  const { cast, channels, thread, at } = stage.server;
  const { ana, mo, olive } = cast;
  const page = await stage.openAs(ana, at('launch', `?thread=${thread}`));
  const { keyboard } = page;
  const onThread = (name: 'thread.lock' | 'thread.unlock') =>
    mo.run(name, { channelId: channels.launch, rootSeq: thread, clientId: clientId(), reason: '' });
  const heldBy = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  await composer(page, /^Reply to/).click();
  await keyboard.type('Half of a');
  await onThread('thread.lock');
  await expect.poll(heldBy).toMatch(/^This thread is locked/);
  await onThread('thread.unlock');
  await expect.poll(() => focused(page)).toMatch(/^Reply/);
  await keyboard.type(' thought');
  await expect.poll(() => composer(page, /^Reply to/).innerText()).toBe('Half of a thought');

  await mo.run('thread.move', {
    ...{ channelId: channels.launch, rootSeq: thread, toChannelId: channels.design },
    clientId: clientId(),
  });
  await expect.poll(heldBy).toMatch(/^This thread was moved/);

  const channelId = await makeChannel(olive, 'not-for-ever', { kind: 'private' });
  await olive.run('member.add', { channelId, memberId: ana.id, clientId: clientId() });
  await page.goto(`/c/${channelId}`);
  await composer(page).click();
  await keyboard.type('Half of');
  await olive.run('member.remove', { channelId, memberId: ana.id, clientId: clientId(), reason: '' });
  await expect.poll(heldBy).toMatch(/^You are not in #not-for-ever any more/);
});
