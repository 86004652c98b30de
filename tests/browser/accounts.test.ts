import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { message, say } from './browser.ts';
import { startUnclaimed } from './server.ts';
import { raiseStage } from './stage.ts';

const stage = raiseStage(startUnclaimed);

async function fillAccount(page: Page, name: string, email: string | null): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  if (email) await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
}

test('from the link in the log to a workspace, an invitation, and a second person who talks', async () => {
  const olive = await stage.openAs(null, stage.server.setUpLink);
  await olive.getByLabel('Name of the workspace').fill('Northwind');
  await expect.poll(() => new URL(olive.url()).hash).toBe('');
  await fillAccount(olive, 'Olive Oakes', 'olive@northwind.example');
  await olive.getByRole('button', { name: 'Create the workspace' }).click();
  await olive.getByRole('textbox', { name: /^Write to/ }).waitFor();

  await olive.goto('/settings/invitations');
  await olive.getByRole('button', { name: 'Invite people' }).click();
  const dialog = olive.getByRole('dialog');
  await dialog.getByLabel(/E-mail/).fill('ana@northwind.example');
  await dialog.locator('button[type=submit]').click();
  const field = dialog.locator('input[readonly]');
  await field.waitFor();
  // The server names its own address in links; a test's port is known only once it listens.
  const { pathname, hash } = new URL(await field.inputValue());
  const link = pathname + hash;

  const ana = await stage.openAs(null, link, { phone: true });
  await ana.getByRole('heading', { name: 'Join Northwind' }).waitFor();
  await ana.getByText('Olive Oakes has invited you').waitFor();
  await expect.poll(() => ana.getByLabel('E-mail').inputValue()).toBe('ana@northwind.example');
  await fillAccount(ana, 'Ana Alvarez', null);
  await ana.getByRole('button', { name: 'Join Northwind' }).click();
  await ana.getByRole('link', { name: /^general/ }).tap();
  await say(ana, 'Good morning, I am Ana.');

  await olive.keyboard.press('Escape');
  await olive.getByRole('link', { name: /^general/ }).click();
  await message(olive, 'Good morning, I am Ana.').waitFor();

  const late = await stage.openAs(null, link);
  await late.getByRole('heading', { name: 'This invitation does not work' }).waitFor();
});
