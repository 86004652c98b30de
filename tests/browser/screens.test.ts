/** Screens outside the conversation: what they say when something is not as it was, and what they ask before they act. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { closeDevices, composer, device, launch, open } from './browser.ts';
import { clientId, type Person, startServer, type TestServer } from './server.ts';
import { type Story, tellStory } from './story.ts';

let server: TestServer;
let story: Story;
let browser: Browser;
/** On a machine that does other things too. */
const patience = { timeout: 60_000 };

const enter = async (person: Person | null, path: string) => {
  const context = await device(browser, server, person);
  return open(context, server.url + path);
};
/** A link as the server made it, under the address that the test knows. */
const here = (link: string) => {
  const { pathname, search, hash } = new URL(link);
  return pathname + search + hash;
};
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).waitFor(patience);

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
  story = await tellStory(server);
}, 120_000);
afterEach(closeDevices);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test('a link sets a new password once, and then leads to another link', async () => {
  const sue = await server.join('Sue Sand');
  const asked = await enter(null, '/reset');
  await asked.getByLabel('E-mail').fill(sue.email);
  await asked.getByRole('button', { name: 'Send me a link' }).click();
  await heading(asked, /^Ask an owner or admin/);
  const pending = async () => (await server.owner.run('account.pending_links', {})).links[0]?.link ?? '';
  await expect.poll(pending, patience).not.toBe('');
  const link = here(await pending());
  const set = async (password: string) => {
    const page = await enter(null, link);
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
  const { link } = await server.owner.run('invitation.create', { email: null, role: 'member' });
  const page = await enter(await server.join('Ida Ito'), here(link));
  await heading(page, 'You are signed in as Ida Ito');
  await page.getByRole('button', { name: 'Sign out and accept it' }).click();
  await heading(page, 'Join Northwind');
  expect(await page.getByText('Ida Ito').count()).toBe(0);
});

test('whoever is taken out of a channel while reading it is told that', async () => {
  const { olive, sam } = story.cast;
  const { channel } = await olive.run('channel.create', {
    ...{ clientId: clientId(), kind: 'private', name: 'side-room' },
  });
  const inRoom = { channelId: channel.id, memberId: sam.id as never };
  await olive.run('member.add', { ...inRoom, clientId: clientId() });
  const page = await enter(sam, `/c/${channel.id}`);
  await composer(page).waitFor(patience);
  await olive.run('member.remove', { ...inRoom, clientId: clientId() });
  await heading(page, 'You are not in #side-room any more');
  expect(await composer(page).count()).toBe(0);
});

test('nobody is deactivated by one press', async () => {
  const leaver = await server.join('Lee Long');
  const page = await enter(story.cast.olive, '/settings/members');
  await page.getByRole('button', { name: 'Deactivate Lee Long' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await leaver.run('channel.list', {});
  await page.getByRole('button', { name: 'Deactivate Lee Long' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect(leaver.run('channel.list', {})).rejects.toThrow(/401/);
});

test('the palette understands a slip of the fingers', async () => {
  const page = await enter(story.cast.ana, '/threads');
  await heading(page, 'Threads');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor(patience);
  await page.keyboard.type('genral');
  await page.getByText('Did you mean').waitFor(patience);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.url(), patience).toContain(story.channels.general);
});

test('where there is no room for both, a pane stands in the place of the conversation', async () => {
  const page = await enter(story.cast.ana, `/c/${story.channels.launch}?details=members`);
  const pane = page.getByRole('complementary', { name: 'Channel details' });
  await pane.getByText('Sam Sato').waitFor(patience);
  await composer(page).waitFor();
  await page.setViewportSize({ width: 900, height: 700 });
  await composer(page).waitFor({ state: 'detached' });
  await pane.getByRole('button', { name: 'Close' }).click();
  await composer(page).waitFor();
  expect(await pane.count()).toBe(0);
});
