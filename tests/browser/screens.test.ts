/** Screens outside the conversation: what they say when something is not as it was, and what they ask before they act. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { composer, focused, message } from './browser.ts';
import { clientId } from './server.ts';
import { raiseStage, startStory } from './stage.ts';
import { makeChannel, post } from './story.ts';

const stage = raiseStage(startStory);

/** A link as the server made it, under the address that the test knows. */
const here = (link: string) => {
  const { pathname, search, hash } = new URL(link);
  return pathname + search + hash;
};
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).waitFor();

test('a link sets a new password once, and then leads to another link', async () => {
  const sue = await stage.server.join('Sue Sand');
  const asked = await stage.openAs(null, '/reset');
  await asked.getByLabel('E-mail').fill(sue.email);
  await asked.getByRole('button', { name: 'Send me a link' }).click();
  await heading(asked, /^Ask an owner or admin/);
  const pending = async () =>
    (await stage.server.owner.run('account.pending_links', {})).links[0]?.link ?? '';
  await expect.poll(pending).not.toBe('');
  const link = here(await pending());
  const set = async (password: string) => {
    const page = await stage.openAs(null, link);
    await page.getByLabel('New password').fill(password);
    await page.getByRole('button', { name: 'Set the password' }).click();
    return page;
  };
  await heading(await set('a new correct horse'), 'Your password is set');
  const again = await set('another correct horse');
  await heading(again, 'This link does not work any more');
  await again.getByRole('button', { name: 'Send me a link' }).waitFor();
});

test('an invitation that is opened by somebody signed in says so, and can be accepted after signing out', async () => {
  const { link } = await stage.server.owner.run('invitation.create', { email: null, role: 'member' });
  const page = await stage.openAs(await stage.server.join('Ida Ito'), here(link));
  await heading(page, 'You are signed in as Ida Ito');
  await page.getByRole('button', { name: 'Sign out and accept it' }).click();
  await heading(page, 'Join Northwind');
  await expect.poll(() => page.getByText('Ida Ito').count()).toBe(0);
});

test('whoever is taken out of a channel while reading it is told that', async () => {
  const { olive, sam } = stage.server.cast;
  const channelId = await makeChannel(olive, 'side-room', { kind: 'private' });
  const inRoom = { channelId, memberId: sam.id };
  await olive.run('member.add', { ...inRoom, clientId: clientId() });
  const page = await stage.openAs(sam, `/c/${channelId}`);
  await composer(page).waitFor();
  await olive.run('member.remove', { ...inRoom, clientId: clientId() });
  await heading(page, 'You are not in #side-room any more');
  await expect.poll(() => composer(page).count()).toBe(0);
});

test('an address of nobody says so, on a page and in a pane', async () => {
  const page = await stage.openAs(stage.server.cast.ana, '/people/nobody');
  await heading(page, 'No such person');
  await page.goto(stage.server.at('launch', '?member=nobody'));
  await heading(page, 'No such person');
  await page.goto(`/people/${stage.server.cast.mo.id}`);
  await page.getByRole('heading', { name: 'Mo Mendez', level: 2 }).waitFor();
  await expect.poll(() => page.getByText('No such person').count()).toBe(0);
});

test('nobody is deactivated by one press', async () => {
  const leaver = await stage.server.join('Lee Long');
  const page = await stage.openAs(stage.server.cast.olive, '/settings/members');
  await page.getByRole('button', { name: 'Deactivate Lee Long' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await leaver.run('channel.list', {});
  await page.getByRole('button', { name: 'Deactivate Lee Long' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect(leaver.run('channel.list', {})).rejects.toThrow(/401/);
});

test('of somebody who was deactivated, the card says so and offers no conversation', async () => {
  const { cast, channels } = stage.server;
  const gone = await stage.server.join('Gil Gray');
  await post(gone, channels.general, 'I leave on Friday.');
  await cast.olive.run('people.deactivate', { memberId: gone.id });
  const page = await stage.openAs(cast.ana, stage.server.at('general'));
  await message(page, 'I leave on Friday.').getByRole('button', { name: 'Gil Gray' }).first().click();
  const card = page.getByRole('dialog');
  await card.getByText('Deactivated').waitFor();
  await card.getByRole('button', { name: 'Profile' }).waitFor();
  expect(await card.getByRole('button', { name: 'Message' }).count()).toBe(0);
});

test('the palette understands a slip of the fingers', async () => {
  const page = await stage.openAs(stage.server.cast.ana, '/threads');
  await heading(page, 'Threads');
  await page.keyboard.press('Control+k');
  await expect.poll(() => focused(page)).toMatch(/^Go to/);
  await page.keyboard.type('genral');
  await page.getByText('Did you mean').waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => page.url()).toContain(stage.server.channels.general);
});

test('where there is no room for both, a pane stands in the place of the conversation', async () => {
  const page = await stage.openAs(stage.server.cast.ana, stage.server.at('launch', '?details=members'));
  const pane = page.getByRole('complementary', { name: 'Channel details' });
  await pane.getByText('Sam Sato').waitFor();
  await composer(page).waitFor();
  await page.setViewportSize({ width: 900, height: 700 });
  await composer(page).waitFor({ state: 'detached' });
  await pane.getByRole('button', { name: 'Close' }).click();
  await composer(page).waitFor();
  await expect.poll(() => pane.count()).toBe(0);
});
