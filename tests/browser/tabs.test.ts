/** Three tabs of one person in a real browser: one writes to the device and sends, the others follow, any may go. */
import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { composer, message, open, pending, say, sideLink, unreadOf } from './browser.ts';
import { raiseStage, startStoryBehindFront } from './stage.ts';
import { bodiesIn, post, type Story } from './story.ts';

const stage = raiseStage(startStoryBehindFront);
afterEach(async () => {
  await stage.server.front.stop();
  await stage.server.front.up();
});

type Channel = keyof Story['channels'];

const enter = () => stage.enter(stage.server.cast.ana);

async function openTabs(context: BrowserContext, channel: Channel): Promise<Page[]> {
  const tabs: Page[] = [];
  for (let count = 0; count < 3; count += 1) {
    const tab = await open(context, stage.server.at(channel));
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

const saidIn = async (channel: Channel, text: string) =>
  (await bodiesIn(stage.server.cast.mo, stage.server.channels[channel])).filter((body) => body === text)
    .length;

test('one of three tabs leads; when it is closed another does, and what is said in any goes out', async () => {
  const tabs = await openTabs(await enter(), 'random');
  const any = tabs[0]!;
  await expect.poll(() => leadership(any)).toMatchObject({ held: 1, waiting: 2 });
  for (const round of [1, 2]) {
    const leader = await leaderAmong(tabs);
    const [follower] = tabs.filter((tab) => tab !== leader);
    const text = `Said in a tab that does not lead, ${round}.`;
    await say(follower!, text);
    for (const tab of tabs) {
      await message(tab, text).waitFor();
      await pending(tab).waitFor({ state: 'detached' });
    }
    expect(await saidIn('random', text)).toBe(1);
    await leader.close();
    tabs.splice(tabs.indexOf(leader), 1);
    await expect.poll(() => leadership(tabs[0]!)).toMatchObject({ held: 1, waiting: tabs.length - 1 });
    expect(await leaderAmong(tabs)).toBeDefined();
  }
  const [last] = tabs;
  await say(last!, 'Said in the last one.');
  await pending(last!).waitFor({ state: 'detached' });
  await expect.poll(() => saidIn('random', 'Said in the last one.')).toBe(1);
});

test('unread agrees in three tabs, wherever it is read', async () => {
  const tabs = await openTabs(await enter(), 'launch');
  const before = await unreadOf(tabs[0]!, 'design');
  for (const text of ['One', 'Two', 'Three'])
    await post(stage.server.cast.olive, stage.server.channels.design, `${text} for three tabs.`);
  for (const tab of tabs) await expect.poll(() => unreadOf(tab, 'design')).toBe(before + 3);
  await tabs[1]!.bringToFront();
  await sideLink(tabs[1]!, 'design').click();
  await message(tabs[1]!, 'Three for three tabs.').waitFor();
  for (const tab of tabs) await expect.poll(() => unreadOf(tab, 'design')).toBe(0);
});

test('what two tabs wrote without a connection is sent once each, in the order of each', async () => {
  const context = await enter();
  const tabs = await openTabs(context, 'random');
  await stage.server.front.down();
  const texts = ['First, from one tab.', 'Second, from the same.', 'Third, from another tab.'];
  for (const [index, text] of texts.entries()) {
    const tab = tabs[index === 2 ? 2 : 0]!;
    await tab.bringToFront();
    await say(tab, text);
    await message(tab, text).waitFor();
  }
  // All tabs show what waits, whoever wrote it.
  for (const tab of tabs) await expect.poll(() => pending(tab).count()).toBe(texts.length);
  await stage.server.front.up();
  for (const tab of tabs) await pending(tab).first().waitFor({ state: 'detached' });
  for (const text of texts) expect(await saidIn('random', text), text).toBe(1);
  const bodies = await bodiesIn(stage.server.cast.mo, stage.server.channels.random);
  expect(bodies.filter((body) => texts.includes(body))).toEqual(texts);
});

test('a cache that was spoilt does not keep a tab from opening', async () => {
  const context = await enter();
  const first = await open(context, stage.server.at('random'));
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
  await expect.poll(spoilt).toBeGreaterThan(1);
  const second = await open(context, stage.server.at('random'));
  await message(second, 'Said before the cache was spoilt.').waitFor();
  await say(second, 'Said after it was spoilt.');
  await message(first, 'Said after it was spoilt.').waitFor();
});

test('without IndexedDB, or when the browser takes it away, everything but the cache works', async () => {
  const context = await enter();
  const kept = await open(context, stage.server.at('random'));
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
  await pending(kept).waitFor({ state: 'detached' });
  await expect.poll(() => saidIn('random', 'Said after the database was taken away.')).toBe(1);

  const without = await enter();
  await without.addInitScript(() => {
    Object.defineProperty(IDBFactory.prototype, 'open', {
      value: () => {
        throw new DOMException('Not here.', 'InvalidStateError');
      },
    });
  });
  const tab = await open(without, stage.server.at('random'));
  await say(tab, 'Said without a database.');
  await message(kept, 'Said without a database.').waitFor();
  await pending(tab).waitFor({ state: 'detached' });
  expect(await saidIn('random', 'Said without a database.')).toBe(1);
});
