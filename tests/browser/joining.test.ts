/** Getting in where something is wrong: each field says what, an invitation says what is left to do. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startServer, startUnclaimed } from './server.ts';
import { raiseStage } from './stage.ts';

const stage = raiseStage(async () => {
  const [fresh, server] = await Promise.all([startUnclaimed(), startServer()]);
  const stop = async () => void (await Promise.all([fresh.stop(), server.stop()]));
  return { ...server, fresh, stop };
});
/** On a machine that does other things too. */
const patience = { timeout: 60_000 };
const password = 'correct horse battery';

const setUpPage = async (link: string) => stage.openAs(null, link);
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const create = (page: Page) => page.getByRole('button', { name: 'Create the workspace' });
/** What a screen reader says of a field beside its name. */
const noteOf = (page: Page, label: string) =>
  field(page, label).evaluate(
    (input) => document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent ?? '',
  );
const isFocused = (page: Page, label: string) =>
  field(page, label).evaluate((input) => input === document.activeElement);

test('a set-up says beside each field what is wrong with it, and leads to the first', async () => {
  const page = await setUpPage(`${stage.server.fresh.url}/set-up`);
  await field(page, 'Name of the workspace').waitFor(patience);
  await field(page, 'Name of the workspace').fill('Northwind');
  await field(page, 'E-mail').fill('olive');
  await field(page, 'Password').fill('short');
  await create(page).click();
  await expect.poll(() => isFocused(page, 'Set-up code')).toBe(true);
  expect(await noteOf(page, 'Set-up code')).toBe('Please fill this in.');
  expect(await noteOf(page, 'Your name')).toBe('Please fill this in.');
  expect(await noteOf(page, 'E-mail')).toContain('does not look like an e-mail address');
  expect(await noteOf(page, 'Password')).toContain('too short');
  expect(await field(page, 'Name of the workspace').getAttribute('aria-invalid')).toBe(null);

  await field(page, 'Set-up code').fill('not-the-code-of-this-server');
  expect(await noteOf(page, 'Set-up code')).not.toContain('fill this in');
  await field(page, 'Your name').fill('Olive Oakes');
  await field(page, 'E-mail').fill('olive@northwind.example');
  await field(page, 'Password').fill(password);
  await create(page).click();
  await expect.poll(() => noteOf(page, 'Set-up code'), patience).toContain('This code opens nothing');
  await expect.poll(() => isFocused(page, 'Set-up code')).toBe(true);
});

test('who comes too late for a set-up is told so, and led to sign-in', async () => {
  const late = await setUpPage(stage.server.fresh.setUpLink);
  await field(late, 'Name of the workspace').waitFor(patience);
  const first = await setUpPage(stage.server.fresh.setUpLink);
  for (const [page, name] of [
    [first, 'Olive'],
    [late, 'Zed'],
  ] as const) {
    await field(page, 'Name of the workspace').fill(`The one of ${name}`);
    await field(page, 'Your name').fill(name);
    await field(page, 'E-mail').fill(`${name.toLowerCase()}@northwind.example`);
    await field(page, 'Password').fill(password);
    await create(page).click();
    if (page === first) await page.getByRole('navigation', { name: 'Workspace' }).waitFor(patience);
  }
  await late.getByRole('heading', { name: 'This workspace is set up already' }).waitFor(patience);
  await late.getByText('Ask them for an invitation').waitFor();
  await late.getByRole('button', { name: 'Go to sign-in' }).click();
  await late.getByRole('heading', { name: 'Welcome to The one of Olive' }).waitFor(patience);
  expect(new URL(late.url()).pathname).toBe('/sign-in');
});

test('an invitation that was taken back says what is left to do, also while it is being accepted', async () => {
  const { link, invitation } = await stage.server.owner.run('invitation.create', {
    email: null,
    role: 'member',
  });
  const { pathname, search, hash } = new URL(link);
  const enter = async () => stage.openAs(null, pathname + search + hash);
  const page = await enter();
  await field(page, 'Your name').fill('Zed Zoe', patience);
  await field(page, 'E-mail').fill('zed@northwind.example');
  await field(page, 'Password').fill(password);
  await stage.server.owner.run('invitation.revoke', { id: invitation.id });
  await page.getByRole('button', { name: 'Join Northwind' }).click();
  for (const spent of [page, await enter()]) {
    await spent.getByRole('heading', { name: 'This invitation does not work' }).waitFor(patience);
    await spent.getByText(/expired, was taken back, or has made an account already/).waitFor();
    await spent.getByText(/Ask whoever invited you for a new one.* you only need to sign in/).waitFor();
    await spent.getByRole('link', { name: 'Go to sign-in' }).waitFor();
    expect(await spent.getByRole('button', { name: /^Join/ }).count()).toBe(0);
  }
});

test('who is invited and has an account by that address is told beside the field', async () => {
  const { link } = await stage.server.owner.run('invitation.create', { email: null, role: 'member' });
  const { pathname, search, hash } = new URL(link);
  const page = await stage.openAs(null, pathname + search + hash);
  await field(page, 'Your name').fill('Olive Again', patience);
  await field(page, 'E-mail').fill(stage.server.owner.email);
  await field(page, 'Password').fill(password);
  await page.getByRole('button', { name: 'Join Northwind' }).click();
  await expect
    .poll(() => noteOf(page, 'E-mail'), patience)
    .toBe('There is already an account with that e-mail address.');
  await expect.poll(() => isFocused(page, 'E-mail')).toBe(true);
});
