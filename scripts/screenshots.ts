/**
 * Takes the pictures in docs/screenshots: `npx tsx scripts/screenshots.ts` after a build, light and dark, on a desk and on a
 * phone, from a server of its own whose workspace is the one that `npm run demo` makes.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { device, launch, open } from '../tests/browser/browser.ts';
import { signIn, startOn } from '../tests/browser/server.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'screenshots');
const largest = 250 * 1024;

/** Nothing is on its way any more: no grey bars, no names that are three dots, no field without its editor. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => {
    const { body } = document;
    const isComing = body.querySelector('[aria-busy=true]') !== null;
    const isPlain =
      body.querySelector('textarea[aria-label^="Write to"], textarea[aria-label^="Reply"]') !== null;
    return !isComing && !isPlain && !/^…(:|$)|Connecting…|Catching up…/m.test(body.innerText);
  });
  await page.evaluate(async () => document.fonts.ready);
}

const data = await mkdtemp(join(tmpdir(), 'atrium-screenshots-'));
const { stdout } = await promisify(execFile)(process.execPath, ['server/dist/demo.js'], {
  cwd: root,
  env: { ...process.env, DATA_DIR: data },
});
const password = /with the password (\S+)/.exec(stdout)?.[1] ?? '';
const server = await startOn(data);
const browser = await launch();
try {
  await mkdir(folder, { recursive: true });
  const olive = await signIn(server.url, 'olive@tidemark.example', password);

  interface Shot {
    name: string;
    theme: 'light' | 'dark';
    phone: boolean;
    /** Goes there by the side bar, as a person does. */
    go: (page: Page) => Promise<void>;
  }
  const channel = (name: string) => async (page: Page) => {
    await page
      .getByRole('link', { name: new RegExp(name) })
      .first()
      .click();
    await page.getByRole('article').first().waitFor();
  };
  const inThread = async (page: Page) => {
    await channel('^launch')(page);
    await page
      .getByRole('button', { name: /Harbours with two names/ })
      .first()
      .click();
    await page.getByText('The header survives two lines').first().waitFor();
  };
  const inInbox = async (page: Page) => {
    await page.getByRole('link', { name: /^Threads/ }).click();
    await page.getByText('Harbours with two names').click();
    await page.getByText('Show both').first().waitFor();
  };
  const inActivity = async (page: Page) => {
    await page.getByRole('link', { name: /^Activity/ }).click();
    await page.locator('main time').first().waitFor();
  };
  const inPalette = async (page: Page) => {
    await channel('^launch')(page);
    await page.getByRole('textbox', { name: /^Write to/ }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('a');
    await page.getByRole('option').first().waitFor();
  };
  const inSettings = async (page: Page) => {
    await page.goto(`${server.url}/settings/notifications`);
    await page.getByText('Why did I get this').waitFor();
  };
  const screens: [name: string, go: Shot['go'], phone?: boolean][] = [
    ['channel', channel('^general')],
    ['thread', inThread],
    ['customer', channel('acme-pilot')],
    ['inbox', inInbox],
    ['activity', inActivity],
    ['palette', inPalette],
    ['settings', inSettings],
    ['phone', channel('^launch'), true],
    ['phone-list', () => Promise.resolve(), true],
  ];
  const shots = screens.flatMap(([name, go, phone = false]) =>
    (['light', 'dark'] as const).map((theme): Shot => ({ name: `${name}-${theme}`, theme, phone, go })),
  );

  for (const { name, theme, phone, go } of shots) {
    const context = await device(browser, server, olive, { theme, phone });
    const page = await open(context, phone ? server.url : `${server.url}/drafts`);
    await page.getByRole('link', { name: /^general/ }).waitFor();
    await go(page);
    await settled(page);
    await page.mouse.move(0, 0);
    await page.screenshot({ path: join(folder, `${name}.png`), scale: phone ? 'device' : 'css' });
    await context.close();
  }
  for (const name of await readdir(folder)) {
    const { size } = await stat(join(folder, name));
    console.log(`docs/screenshots/${name}  ${Math.round(size / 1024)} KB`);
    if (size > largest) throw new Error(`${name} is larger than ${largest / 1024} KB.`);
  }
} finally {
  await browser.close();
  await server.stop();
  await rm(data, { recursive: true, force: true });
}
