/** Three tabs of one person in a real browser: one writes to the device and sends, the others follow, any may go. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { closeDevices, composer, device, launch, message, open, say } from './browser.ts';
import { type Front, startFront } from './front.ts';
import { clientId, startServer, type TestServer } from './server.ts';
import { type Story, tellStory } from './story.ts';

let server: TestServer;
let front: Front;
let story: Story;
let browser: Browser;
/** On a machine that does other things too. */
const patience = { timeout: 60_000 };

async function enter(): Promise<BrowserContext> {
  const context = await device(browser, front, story.cast.ana);
  context.setDefaultTimeout(patience.timeout);
  return context;
}
const at = (channel: keyof Story['channels']) => `${front.url}/c/${story.channels[channel]}`;

async function openTabs(context: BrowserContext, channel: keyof Story['channels']): Promise<Page[]> {
  const tabs: Page[] = [];
  for (let count = 0; count < 3; count += 1) {
    const tab = await open(context, at(channel));
    await composer(tab).waitFor();
    tabs.push(tab);
  }
  return tabs;
}

/** How many locks of leadership this browser's tabs hold, and how many tabs wait for one. */
const leadership = (tab: Page) =>
  tab.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    const ours = (locks: LockInfo[]) => locks.filter(({ name }) => name?.startsWith('atrium:lead:'));
    return { held: ours(held).length, waiting: ours(pending).length, clientId: ours(held)[0]?.clientId };
  });

async function leads(tab: Page): Promise<boolean> {
  // A lock is named after the page that holds it; a page learns its own name by holding one.
  const own = await tab.evaluate(() =>
    navigator.locks.request('who am I', async () => {
      const { held = [] } = await navigator.locks.query();
      return held.find(({ name }) => name === 'who am I')?.clientId;
    }),
  );
  return (await leadership(tab)).clientId === own;
}

async function leaderAmong(tabs: Page[]): Promise<Page> {
  for (const tab of tabs) if (await leads(tab)) return tab;
  throw new Error('No tab leads.');
}

const unreadOf = async (tab: Page, channel: string) => {
  const link = tab
    .getByRole('navigation', { name: 'Workspace' })
    .getByRole('link', { name: new RegExp(`^${channel}`) })
    .first();
  return Number(/(\d+) (?:unread|for you)/.exec(await link.innerText())?.[1] ?? 0);
};

async function saidIn(channel: keyof Story['channels'], text: string): Promise<number> {
  const { page } = await story.cast.mo.run('channel.open', {
    channelId: story.channels[channel] as never,
    around: 'newest',
  });
  return page.entries.filter((entry) => 'body' in entry && entry.body === text).length;
}

const post = (channel: keyof Story['channels'], body: string) =>
  story.cast.olive.run('message.post', {
    channelId: story.channels[channel] as never,
    clientId: clientId(),
    body,
  });

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
  story = await tellStory(server);
  front = await startFront(server);
}, 120_000);
afterEach(async () => {
  try {
    await closeDevices();
  } finally {
    await front.stop();
    await front.up();
  }
});
afterAll(async () => {
  await browser?.close();
  await front?.stop();
  await server?.stop();
});

test('one of three tabs leads; when it is closed another does, and what is said in any goes out', async () => {
  const tabs = await openTabs(await enter(), 'random');
  const any = tabs[0]!;
  await expect.poll(() => leadership(any), patience).toMatchObject({ held: 1, waiting: 2 });
  for (const round of [1, 2]) {
    const leader = await leaderAmong(tabs);
    const [follower] = tabs.filter((tab) => tab !== leader);
    const text = `Said in a tab that does not lead, ${round}.`;
    await say(follower!, text);
    for (const tab of tabs) {
      await message(tab, text).waitFor();
      await tab.getByRole('article', { name: 'Message on its way' }).waitFor({ state: 'detached' });
    }
    expect(await saidIn('random', text)).toBe(1);
    await leader.close();
    tabs.splice(tabs.indexOf(leader), 1);
    await expect
      .poll(() => leadership(tabs[0]!), patience)
      .toMatchObject({ held: 1, waiting: tabs.length - 1 });
    expect(await leaderAmong(tabs)).toBeDefined();
  }
  const [last] = tabs;
  await say(last!, 'Said in the last one.');
  await last!.getByRole('article', { name: 'Message on its way' }).waitFor({ state: 'detached' });
  await expect.poll(() => saidIn('random', 'Said in the last one.'), patience).toBe(1);
});

test('unread agrees in three tabs, wherever it is read', async () => {
  const tabs = await openTabs(await enter(), 'launch');
  const before = await unreadOf(tabs[0]!, 'design');
  for (const text of ['One', 'Two', 'Three']) await post('design', `${text} for three tabs.`);
  for (const tab of tabs) await expect.poll(() => unreadOf(tab, 'design'), patience).toBe(before + 3);
  await tabs[1]!.bringToFront();
  await tabs[1]!
    .getByRole('link', { name: /^design/ })
    .first()
    .click();
  await message(tabs[1]!, 'Three for three tabs.').waitFor();
  for (const tab of tabs) await expect.poll(() => unreadOf(tab, 'design'), patience).toBe(0);
});

test('what two tabs wrote without a connection is sent once each, in the order of each', async () => {
  const context = await enter();
  const tabs = await openTabs(context, 'random');
  await front.down();
  const texts = ['First, from one tab.', 'Second, from the same.', 'Third, from another tab.'];
  for (const [index, text] of texts.entries()) {
    const tab = tabs[index === 2 ? 2 : 0]!;
    await tab.bringToFront();
    await say(tab, text);
    await message(tab, text).waitFor();
  }
  // All tabs show what waits, whoever wrote it.
  for (const tab of tabs)
    await expect
      .poll(() => tab.getByRole('article', { name: 'Message on its way' }).count(), patience)
      .toBe(texts.length);
  await front.up();
  for (const tab of tabs)
    await tab.getByRole('article', { name: 'Message on its way' }).first().waitFor({ state: 'detached' });
  for (const text of texts) expect(await saidIn('random', text), text).toBe(1);
  const { page } = await story.cast.mo.run('channel.open', {
    channelId: story.channels.random as never,
    around: 'newest',
  });
  const bodies = page.entries.flatMap((entry) => ('body' in entry ? entry.body : []));
  expect(bodies.filter((body) => texts.includes(body))).toEqual(texts);
});

test('a cache that was spoilt does not keep a tab from opening', async () => {
  const context = await enter();
  const first = await open(context, at('random'));
  await say(first, 'Said before the cache was spoilt.');
  await message(first, 'Said before the cache was spoilt.').waitFor();
  const spoilt = () =>
    first.evaluate(async () => {
      const [name] = (await indexedDB.databases()).flatMap((database) => database.name ?? []);
      if (name === undefined) return 0;
      const opening = indexedDB.open(name);
      await new Promise((resolve, reject) => {
        opening.addEventListener('success', resolve);
        opening.addEventListener('error', reject);
      });
      const transaction = opening.result.transaction(['channels', 'members'], 'readwrite');
      let count = 0;
      for (const store of ['channels', 'members']) {
        const keys = transaction.objectStore(store).getAllKeys();
        await new Promise((resolve) => keys.addEventListener('success', resolve));
        for (const key of keys.result) {
          transaction.objectStore(store).put({ of: 'something else' }, key);
          count += 1;
        }
      }
      await new Promise((resolve) => transaction.addEventListener('complete', resolve));
      opening.result.close();
      return count;
    });
  await expect.poll(spoilt, patience).toBeGreaterThan(1);
  const second = await open(context, at('random'));
  await message(second, 'Said before the cache was spoilt.').waitFor();
  await say(second, 'Said after it was spoilt.');
  await message(first, 'Said after it was spoilt.').waitFor();
});

test('without IndexedDB, or when the browser takes it away, everything but the cache works', async () => {
  const context = await enter();
  const kept = await open(context, at('random'));
  await composer(kept).waitFor();
  // As a browser does to a site whose data is cleared, or another tab that signs out.
  await kept.evaluate(async () => {
    const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
    for (const name of names)
      await new Promise((resolve) => {
        const gone = indexedDB.deleteDatabase(name);
        for (const event of ['success', 'error']) gone.addEventListener(event, resolve);
      });
  });
  await say(kept, 'Said after the database was taken away.');
  await kept.getByRole('article', { name: 'Message on its way' }).waitFor({ state: 'detached' });
  await expect.poll(() => saidIn('random', 'Said after the database was taken away.'), patience).toBe(1);

  const without = await enter();
  await without.addInitScript(() => {
    Object.defineProperty(IDBFactory.prototype, 'open', {
      value: () => {
        throw new DOMException('Not here.', 'InvalidStateError');
      },
    });
  });
  const tab = await open(without, at('random'));
  await say(tab, 'Said without a database.');
  await message(kept, 'Said without a database.').waitFor();
  await tab.getByRole('article', { name: 'Message on its way' }).waitFor({ state: 'detached' });
  expect(await saidIn('random', 'Said without a database.')).toBe(1);
});
