/**
 * A large channel in a browser, by counts: how much of it is on the page and in memory does not follow how much was read or
 * said. Times are measured by `npm run bench:client`, on a machine that does nothing else.
 */
import { rm } from 'node:fs/promises';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  measureMemory,
  measureOpening,
  measureScrolling,
  measureTyping,
  prepare,
  type Stage,
} from '../../scripts/bench/client/measures.ts';
import { type LargeWorkspace, makeWorkspace, personOf } from '../../scripts/bench/client/workspace.ts';
import { complaints, device, launch } from './browser.ts';
import { startOn } from './server.ts';

const messages = 6_000;
/** On a machine that does other things too. */
const long = { timeout: 400_000 };
let workspace: LargeWorkspace;
let server: Awaited<ReturnType<typeof startOn>>;
let browser: Browser;
let context: BrowserContext;
let stage: Stage;
const heard: string[] = [];

beforeAll(async () => {
  workspace = await makeWorkspace(messages);
  [server, browser] = await Promise.all([startOn(workspace.dataDir), launch()]);
  const { cookies, channels } = workspace;
  context = await device(browser, server, personOf(server.url, cookies.reader));
  context.setDefaultTimeout(60_000);
  context.on('page', (page) => page.on('close', () => heard.push(...complaints(page))));
  stage = { context, url: server.url, channels, talker: personOf(server.url, cookies.talker) };
  await prepare(stage);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (workspace) await rm(workspace.dataDir, { recursive: true, force: true });
});

test('a channel opens, on the first visit and later, and thousands of its rows scroll by', long, async () => {
  const opening = await measureOpening(stage, 2);
  expect(opening.map(({ values }) => values.length)).toEqual([1, 2, 2]);
  for (const { values, what } of opening) for (const ms of values) expect(ms, what).toBeGreaterThan(0);
  const scrolling = await measureScrolling(stage, 2_000);
  for (const { what } of scrolling)
    expect(Number(/\((\d+) rows/.exec(what)?.[1]), what).toBeGreaterThanOrEqual(2_000);
  expect(heard).toEqual([]);
});

test(
  'keys show while others talk; the newest can be reached while much is said, and it does not pile up',
  long,
  async () => {
    const typing = await measureTyping(stage, 40);
    for (const { values, what } of typing) expect(values.length, what).toBeGreaterThanOrEqual(40);
    const { samples, said } = await measureMemory(stage, 0.5);
    expect(said).toBeGreaterThan(20);
    // A screenful and some beyond it, however much was read or said.
    for (const { nodes } of samples) expect(nodes).toBeLessThan(20_000);
    expect(heard).toEqual([]);
  },
);
