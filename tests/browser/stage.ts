/** What a test file plays on: a server and a browser, there before its first test and gone after its last. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { closeDevices, device, type DeviceOptions, launch, open } from './browser.ts';
import { startFront, type Front } from './front.ts';
import { type Person, startServer, type TestServer } from './server.ts';
import { type Story, tellStory } from './story.ts';

interface Server {
  url: string;
  stop(): Promise<void>;
}

export interface Stage<Started extends Server> {
  readonly server: Started;
  /** A device of somebody, until the test ends. */
  enter(person: Person | null, options?: DeviceOptions): Promise<BrowserContext>;
  /** A page on a device of its own. @param path or a whole address */
  openAs(person: Person | null, path: string, options?: DeviceOptions): Promise<Page>;
}

/** To be called once, outside of the tests. A test fails, too, when one of its pages complained: {@link closeDevices}. */
export function raiseStage<Started extends Server>(start: () => Promise<Started>): Stage<Started> {
  let server: Started | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    const starting = start().then((started) => (server = started));
    const launching = launch().then((launched) => (browser = launched));
    await Promise.all([starting, launching]);
  });
  afterEach(closeDevices);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });
  const stage: Stage<Started> = {
    get server() {
      return there(server);
    },
    enter: (person, options) => device(there(browser), stage.server, person, options),
    openAs: async (person, path, options) => open(await stage.enter(person, options), path),
  };
  return stage;
}

function there<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('It is there from the first test on.');
  return part;
}

export interface StoryServer extends TestServer, Story {
  /** The path of a channel. */
  at(channel: keyof Story['channels'], rest?: string): string;
}

/** A server on which the story was told. */
export async function startStory(): Promise<StoryServer> {
  const server = await startServer();
  const story = await tellStory(server);
  return { ...server, ...story, at: (channel, rest = '') => `/c/${story.channels[channel]}${rest}` };
}

/** The same, with something before it that can take it away from its pages; commands of the cast reach it all the time. */
export async function startStoryBehindFront(): Promise<StoryServer & { front: Front }> {
  const server = await startStory();
  const front = await startFront(server);
  const stop = async () => {
    await front.stop();
    await server.stop();
  };
  return { ...server, url: front.url, front, stop };
}
