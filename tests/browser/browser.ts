import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import type { Person } from './server.ts';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium', args: flags });
}

export interface DeviceOptions {
  theme?: 'light' | 'dark';
  phone?: boolean;
}

/** A device on which a person is signed in, until {@link closeDevices}. */
export async function device(
  browser: Browser,
  server: { url: string },
  person: Pick<Person, 'cookie'> | null,
  options: DeviceOptions = {},
): Promise<BrowserContext> {
  const { theme = 'light', phone = false } = options;
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    ...(phone ? { isMobile: true, hasTouch: true, deviceScaleFactor: 2 } : {}),
    colorScheme: theme,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  // For a machine that does other things, too: who waits for what comes at once waits no longer for it.
  context.setDefaultTimeout(60_000);
  context.on('page', (page) => listen(page));
  devices.push(context);
  if (person) {
    const cookies = person.cookie.split('; ').map((pair) => {
      const at = pair.indexOf('=');
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url: server.url };
    });
    await context.addCookies(cookies);
  }
  return context;
}

const devices: BrowserContext[] = [];

/** To be called after each test. @throws when one of their pages complained: see {@link complaints} */
export async function closeDevices(): Promise<void> {
  const all = devices.splice(0);
  const told = all.flatMap((context) => context.pages()).flatMap(complaints);
  await Promise.all(all.map((context) => context.close()));
  if (told.length > 0) throw new Error(`The page complained: ${told.join('\n')}`);
}

const heard = new WeakMap<Page, string[]>();

function listen(page: Page): void {
  const list: string[] = [];
  heard.set(page, list);
  page.on('pageerror', (error) => list.push(error.message));
  page.on('console', (message) => {
    // A refused style or script is a fault of ours; a lost connection is what some tests make.
    if (
      message.type() === 'error' &&
      !/ERR_INTERNET_DISCONNECTED|WebSocket (connection|is already)|net::ERR_|Failed to load resource/.test(
        message.text(),
      )
    ) {
      list.push(message.text());
    }
  });
}

/** Errors that a page threw or printed, violations of its content policy among them. */
export function complaints(page: Page): string[] {
  return heard.get(page) ?? [];
}

/** @param path or a whole address */
export async function open(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

export const composer = (page: Page, name: RegExp | string = /^Write to/) =>
  page.getByRole('textbox', { name });
export const feed = (page: Page) => page.getByRole('region', { name: 'Messages', exact: true });
export const message = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text });
/** Messages that the server has not acknowledged. */
export const pending = (page: Page) => page.getByRole('article', { name: 'Message on its way' });

/** Waits for a message that the server has: the row of one on its way gives its place to another row. */
export async function landed(page: Page, text: string): Promise<Locator> {
  const row = message(page, text);
  await row.waitFor();
  await pending(page).filter({ hasText: text }).waitFor({ state: 'detached' });
  return row;
}

/** A channel's link in the side bar. */
export const sideLink = (page: Page, channel: string) =>
  page
    .getByRole('navigation', { name: 'Workspace' })
    .getByRole('link', { name: new RegExp(`^${channel}`) })
    .first();

/** How many are unread according to the side bar; 0 when it says nothing. */
export async function unreadOf(page: Page, channel: string): Promise<number> {
  return Number(/(\d+) (?:unread|for you)/.exec(await sideLink(page, channel).innerText())?.[1] ?? 0);
}

/** What the keyboard is in, by its label or else by its element's name. */
export const focused = (page: Page) =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName ?? '',
  );

/** Types a message as a person does, and sends it. */
export async function say(page: Page, text: string, name?: RegExp): Promise<void> {
  await composer(page, name).click();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}
