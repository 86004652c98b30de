/** The owner's page: an archive goes in, survives a reload, says what came in; and everything comes out again. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeExport, writeZip } from '../import/slack-export.ts';
import { startServer } from './server.ts';
import { raiseStage } from './stage.ts';

vi.setConfig({ testTimeout: 180_000 });

const stage = raiseStage(startServer);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'atrium-browser-import-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an owner brings a history in, matches somebody, and takes everything out', async () => {
  const slack = makeExport({ seed: 51, people: 8, messagesPerChannel: 60 });
  const archive = writeZip(join(folder, 'history.zip'), slack);
  const page = await stage.openAs(stage.server.owner, '/settings/import');
  await page.getByText('Nothing has been imported yet.').waitFor();
  await page.getByLabel('Archive to import').setInputFiles(archive);
  const row = page.getByRole('listitem').filter({ hasText: 'history.zip' });
  await row.getByText(/About to begin|Under way|Done/).waitFor();
  await page.reload();
  await row.getByRole('button', { name: 'Report' }).waitFor({ timeout: 120_000 });
  await row.getByText('300 messages').waitFor();
  await row.getByRole('button', { name: 'Report' }).click();
  await row
    .getByRole('cell', { name: 'general-2' })
    .or(row.getByRole('cell', { name: 'general' }))
    .first()
    .waitFor();
  await row.getByRole('list', { name: 'Record by record' }).waitFor();
  const [json] = await Promise.all([
    page.waitForEvent('download'),
    row.getByRole('link', { name: 'Report as JSON' }).click(),
  ]);
  expect(JSON.parse(readFileSync(await json.path(), 'utf8'))).toMatchObject({ totals: { messages: 300 } });

  await page.getByRole('button', { name: 'Match Person 5' }).click();
  await page.getByRole('textbox', { name: 'Find a member' }).fill('Olive');
  await page
    .getByRole('button', { name: /Olive Oakes/ })
    .last()
    .click();
  await page.getByRole('button', { name: 'Match Person 5' }).waitFor({ state: 'detached' });
  await page.getByRole('switch', { name: 'Show those who were matched' }).click();
  await page.getByText('is Olive Oakes').waitFor();
  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByText('is Olive Oakes').waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const [zip] = await Promise.all([
    page.waitForEvent('download', { timeout: 120_000 }),
    page.getByRole('link', { name: 'Download' }).click({ timeout: 120_000 }),
  ]);
  expect(zip.suggestedFilename()).toMatch(/^atrium-slack-.*\.zip$/);
  expect(
    readFileSync(await zip.path())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
});

test('it is nobody else’s page', async () => {
  const admin = await stage.server.join('Ada Admin', 'admin');
  const page = await stage.openAs(admin, '/settings/workspace');
  await page.getByRole('link', { name: 'Members and roles' }).waitFor();
  expect(await page.getByRole('link', { name: 'Import and export' }).count()).toBe(0);
});
