/** What a reader of a large channel does, measured in the page itself. */
import { setTimeout as wait } from 'node:timers/promises';
import { newId } from '@atrium/shared';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { composer, feed, open } from '../../../tests/browser/browser.ts';
import { Random } from '../../../tests/random.ts';
import type { personOf } from './workspace.ts';
import { type Figures, slope } from './figures.ts';
import { installProbe } from './probe.ts';
import { sentence } from './text.ts';

export interface Stage {
  context: BrowserContext;
  url: string;
  channels: { large: string; small: string };
  talker: ReturnType<typeof personOf>;
}

const perSecond = 20;
const path = (channelId: string) => `/c/${channelId}`;

/** What the browser keeps after a visit is written within this time. */
const savedAfterMs = 4_000;

function painted(page: Page): Promise<number> {
  return page.evaluate(() => window.probe.painted);
}

export async function prepare({ context }: Stage): Promise<void> {
  // What compiles this file names functions with a helper of its own, which the page does not have.
  await context.addInitScript('globalThis.__name = (value) => value;');
  await context.addInitScript(installProbe);
}

/** The first visit, then later ones: from the address to messages on the screen; then the same from a click. */
export async function measureOpening(stage: Stage, times: number): Promise<Figures[]> {
  const { context, url, channels } = stage;
  const first = await open(context, url + path(channels.large));
  const cold = await painted(first);
  await wait(savedAfterMs);
  await first.close();
  const warm: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const page = await open(context, url + path(channels.large));
    warm.push(await painted(page));
    await page.close();
  }
  const page = await open(context, url + path(channels.small));
  await feed(page).getByText('small talk').waitFor();
  const clicked: number[] = [];
  for (let round = 0; round < times; round += 1) {
    await page.evaluate((to) => {
      addEventListener('click', (event) => window.probe.watch(event.timeStamp), {
        capture: true,
        once: true,
      });
      document.querySelector<HTMLElement>(`a[href^="${to}"]`)?.click();
    }, path(channels.large));
    clicked.push(await painted(page));
    await page.getByRole('link', { name: /^small/ }).click();
    await feed(page).getByText('small talk').waitFor();
  }
  await page.close();
  return [
    {
      what: 'first visit, from the address to messages on the screen',
      target: '–',
      unit: 'ms',
      values: [cold],
    },
    { what: 'second visit, the same', target: 'under 1,000', unit: 'ms', values: warm },
    { what: 'from a click in the side bar', target: 'under 1,000', unit: 'ms', values: clicked },
  ];
}

/** Says something `perSecond` times a second until it is stopped. */
export function talk({ talker, channels }: Stage, seed = 7): { said(): number; stop(): Promise<void> } {
  const random = new Random(seed);
  let said = 0;
  let failed: unknown = null;
  const under = new Set<Promise<void>>();
  const timer = setInterval(() => {
    if (under.size > 200) return;
    const posted: Promise<void> = talker
      .run('message.post', { channelId: channels.large as never, clientId: newId(), body: sentence(random) })
      .then(() => void (said += 1))
      .catch((error: unknown) => void (failed ??= error))
      .finally(() => under.delete(posted));
    under.add(posted);
  }, 1_000 / perSecond);
  return {
    said: () => said,
    async stop() {
      clearInterval(timer);
      await Promise.all(under);
      if (failed instanceof Error) throw failed;
    },
  };
}

/** The seq of the first message on the screen. */
function firstSeq(page: Page): Promise<number> {
  return feed(page).evaluate((section) => {
    const top = section.getBoundingClientRect().top;
    for (const row of section.querySelectorAll<HTMLElement>('article[data-key^="s:"]'))
      if (row.getBoundingClientRect().bottom > top) return Number(row.dataset['key']?.slice(2));
    return 0;
  });
}

const inLarge = (page: Page) => feed(page).locator('article').first();

/** A list that has not moved for so long has come to its end. */
const stillMs = 5_000;

export async function measureScrolling(stage: Stage, rows: number): Promise<Figures[]> {
  const page = await open(stage.context, stage.url + path(stage.channels.large));
  await painted(page);
  await inLarge(page).hover();
  const passes: Figures[] = [];
  for (const [what, step] of [
    ['up', -1_500],
    ['down', 1_500],
  ] as const) {
    const began = await page.evaluate(() => performance.now());
    const from = await firstSeq(page);
    let passed = 0;
    for (let movedAt = performance.now(); passed < rows && performance.now() - movedAt < stillMs;) {
      await page.mouse.wheel(0, step);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
      const now = Math.abs((await firstSeq(page)) - from);
      if (now > passed) movedAt = performance.now();
      passed = Math.max(passed, now);
    }
    const values = await page.evaluate(
      (since) => window.probe.long.filter(({ at }) => at >= since).map(({ ms }) => ms),
      began,
    );
    const count = `${passed} rows, ${values.length} tasks over 50 ms`;
    passes.push({
      what: `longest tasks while scrolling ${what} (${count})`,
      target: 'under 100',
      unit: 'ms',
      values,
    });
  }
  await page.close();
  return passes;
}

export async function measureTyping(stage: Stage, keys: number): Promise<Figures[]> {
  const page = await open(stage.context, stage.url + path(stage.channels.large));
  await composer(page).click();
  const text = 'what is typed while others talk goes on the screen at once '.repeat(99).slice(0, keys);
  const measure = async (): Promise<number[]> => {
    await page.evaluate(() => void (window.probe.keys = []));
    await page.keyboard.type(text, { delay: 60 });
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('Delete');
    return page.evaluate(() => window.probe.keys);
  };
  // The first keys bring the editor's code.
  await page.keyboard.type('warm');
  await wait(1_000);
  const quiet = await measure();
  const talking = talk(stage);
  await wait(2_000);
  const busy = await measure();
  const said = talking.said();
  await talking.stop();
  await page.close();
  return [
    { what: 'from a key to the next frame, nobody talking', target: '–', unit: 'ms', values: quiet },
    {
      what: `the same while ${perSecond} messages a second arrive (${said} arrived)`,
      target: 'under 50',
      unit: 'ms',
      values: busy,
    },
  ];
}

export interface MemorySample {
  /** Since the beginning. */
  minute: number;
  heapMb: number;
  nodes: number;
  listeners: number;
}

/** Talk for some minutes, with a look back in history in each of them; memory after a collection of garbage. */
export async function measureMemory(
  stage: Stage,
  minutes: number,
): Promise<{ samples: MemorySample[]; mbPerMinute: number; said: number }> {
  const page = await open(stage.context, stage.url + path(stage.channels.large));
  await painted(page);
  await inLarge(page).hover();
  const session = await stage.context.newCDPSession(page);
  const talking = talk(stage, 11);
  const samples: MemorySample[] = [];
  const began = performance.now();
  const rounds = Math.max(4, Math.round(minutes * 2));
  for (let round = 0; round <= rounds; round += 1) {
    if (round % 2 === 1) await lookBack(page);
    const at = began + (round / rounds) * minutes * 60_000;
    await wait(Math.max(0, at - performance.now()));
    samples.push({ minute: (performance.now() - began) / 60_000, ...(await memoryOf(session)) });
  }
  const said = talking.said();
  await talking.stop();
  await page.close();
  // The first fifth fills the window and the caches.
  const settled = samples.filter(({ minute }) => minute >= minutes / 5);
  const mbPerMinute = slope(settled.map(({ minute, heapMb }) => ({ x: minute, y: heapMb })));
  return { samples, mbPerMinute, said };
}

async function lookBack(page: Page): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) {
    await page.mouse.wheel(0, -2_000);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
  await page.getByRole('button', { name: /Newest|new message/ }).click();
  await page
    .getByRole('button', { name: /Newest|new message/ })
    .waitFor({ state: 'detached', timeout: 60_000 });
}

async function memoryOf(session: CDPSession): Promise<Omit<MemorySample, 'minute'>> {
  for (let turn = 0; turn < 2; turn += 1) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  return { heapMb: usedSize / 1024 / 1024, nodes, listeners: jsEventListeners };
}
