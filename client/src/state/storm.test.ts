// @vitest-environment node
/**
 * Three tabs of two people, a network that delays, loses, repeats and swaps, links that are cut, tabs that die: when the
 * weather clears, every client shows what the journal holds, each message arrived once, in the order in which it was
 * written. A failing seed is repeated with `STORM_SEED=…`; seeds that once failed stay in the list.
 */
import type { ChannelId, MemberId, Seq } from '@atrium/shared';
import { describe, expect, test } from 'vitest';
import { fair, FakeNetwork } from '../net/testing/fake-link.ts';
import { FakeServer } from '../net/testing/fake-server.ts';
import { FakeTimers } from '../net/testing/fake-timers.ts';
import { Random } from '../../../tests/random.ts';
import { FakeBrowser, type FakeTab } from './testing/fake-browser.ts';
import { brokenPromises, brokenWindow, saidBy } from './testing/inspect.ts';
import type { Conversation } from './views.ts';

const env = (globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env ?? {};
const runs = Number(env['STORM_RUNS'] ?? 300);
const firstSeed = Number(env['STORM_SEED'] ?? 1);
const ana = 'ana' as MemberId;
const mo = 'mo' as MemberId;
const channels = ['general', 'random'] as ChannelId[];

class Storm {
  readonly random: Random;
  readonly timers: FakeTimers;
  readonly server: FakeServer;
  readonly network: FakeNetwork;
  readonly browsers: FakeBrowser[];
  /** What each person wrote in each channel, in order. */
  readonly said = new Map<string, string[]>();
  #count = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.timers = new FakeTimers(this.random);
    this.server = new FakeServer([ana, mo], channels, this.timers, this.random);
    this.network = new FakeNetwork(this.server, this.timers, this.random);
    this.browsers = [ana, mo].map(
      (memberId) => new FakeBrowser(memberId, this.network, this.timers, this.random),
    );
  }

  async begin(): Promise<void> {
    const [first, second] = this.browsers;
    first?.open();
    first?.open();
    second?.open();
    await this.timers.pass(2_000);
  }

  async step(): Promise<void> {
    const browser = this.random.pick(this.browsers);
    const tab = this.random.pickIfAny(browser.tabs);
    if (!browser || !tab?.workspace()) return this.timers.pass(500);
    const act = this.random.below(100);
    if (act < 40) await this.#post(browser, tab);
    else if (act < 60) await this.#change(browser, tab);
    else if (act < 75) this.#look(tab);
    else if (act < 83) this.network.cutOne();
    else if (act < 86) this.#restart(browser, tab);
    else if (act < 90) this.server.announceHeads();
    else if (act < 93) this.#weather();
    else this.#read(tab);
    await this.timers.pass(this.random.below(this.random.chance(0.1) ? 8_000 : 120));
  }

  async #post(browser: FakeBrowser, tab: FakeTab): Promise<void> {
    const conversation = this.#conversation();
    this.#count += 1;
    const body = `${browser.memberId} ${this.#count}`;
    const key = `${browser.memberId}/${conversation.channelId}`;
    await tab.actions.messages.post(conversation, body);
    this.said.set(key, [...(this.said.get(key) ?? []), body]);
  }

  #conversation(): Conversation {
    const channelId = this.random.pick(channels);
    const roots = [...this.server.journal(channelId).head.messages.values()].filter(
      ({ rootSeq }) => rootSeq === null,
    );
    const root = this.random.chance(0.3) ? this.random.pickIfAny(roots) : undefined;
    return { channelId, rootSeq: root?.seq ?? null };
  }

  async #change(browser: FakeBrowser, tab: FakeTab): Promise<void> {
    const { channelId } = this.#conversation();
    const messages = [...this.server.journal(channelId).head.messages.values()].filter(
      ({ deletedAt }) => deletedAt === null,
    );
    const target = this.random.pickIfAny(messages);
    if (!target) return;
    const own = target.authorId === browser.memberId;
    if (own && this.random.chance(0.15)) await tab.actions.messages.remove(channelId, target.seq);
    else if (own && this.random.chance(0.5))
      await tab.actions.messages.edit(channelId, target.seq, `${target.body}!`);
    else await tab.actions.messages.react(channelId, target.seq, '👍', this.random.chance(0.6));
  }

  #look(tab: FakeTab): void {
    const conversation = this.#conversation();
    const thread =
      conversation.rootSeq === null ||
      this.server.journal(conversation.channelId).head.threads.has(conversation.rootSeq);
    const model = tab.workspace()?.timelines.at(thread ? conversation : { ...conversation, rootSeq: null });
    const seq = 1 + this.random.below(this.server.journal(conversation.channelId).entries.length);
    const lane = this.server.journal(conversation.channelId).lane(null);
    const jump = this.random.below(5);
    if (jump === 0) void model?.loadBefore();
    else if (jump === 1) void model?.loadAfter();
    else if (jump === 2 && model?.conversation.rootSeq === null && lane.includes(seq)) void model.jumpTo(seq);
    else void model?.open(this.random.chance(0.5) ? 'unread' : 'newest');
  }

  #restart(browser: FakeBrowser, tab: FakeTab): void {
    tab.close();
    browser.open();
  }

  #weather(): void {
    const rough = this.random.chance(0.7);
    this.network.weather = rough
      ? {
          delayMsMax: 5 + this.random.below(400),
          drop: this.random.next() * 0.3,
          repeat: this.random.next() * 0.3,
          swap: this.random.next() * 0.3,
          down: this.random.chance(0.15),
        }
      : fair;
    this.server.staleness = rough ? this.random.below(4) : 0;
    this.server.refuseEvery = rough ? this.random.below(6) : 0;
    if (this.network.weather.down) this.network.cutAll();
  }

  #read(tab: FakeTab): void {
    const { channelId, rootSeq } = this.#conversation();
    const lane = this.server.journal(channelId).lane(rootSeq);
    const seq: Seq | undefined = this.random.chance(0.5) ? lane.at(-1) : this.random.pickIfAny(lane);
    if (seq !== undefined) tab.workspace()?.timelines.at({ channelId, rootSeq }).markSeen(seq);
  }

  async clear(): Promise<void> {
    this.network.weather = fair;
    this.server.staleness = 0;
    this.server.refuseEvery = 0;
    await this.timers.pass(90_000);
    this.server.announceHeads();
    await this.timers.pass(30_000);
  }

  broken(): string[] {
    const broken: string[] = [];
    for (const { memberId, tabs } of this.browsers) {
      for (const [index, tab] of tabs.entries()) {
        const workspace = tab.workspace();
        if (!workspace) return [`${memberId}: no workspace`];
        broken.push(
          ...brokenPromises(workspace, this.server).map((what) => `${memberId} tab ${index}: ${what}`),
        );
        for (const model of workspace.timelines.all()) {
          const { channelId, rootSeq } = model.conversation;
          const view = model.store.getState();
          broken.push(
            ...brokenWindow(view, this.server.journal(channelId), rootSeq).map(
              (what) => `${memberId} tab ${index} ${channelId}/${rootSeq}: ${what}`,
            ),
          );
        }
      }
      for (const channelId of channels) {
        const [wrote, arrived] = [
          this.said.get(`${memberId}/${channelId}`) ?? [],
          saidBy(this.server.journal(channelId), memberId),
        ];
        const once = new Set(arrived).size === arrived.length && arrived.length === wrote.length;
        if (!once)
          broken.push(`${memberId} in ${channelId}: wrote ${wrote.join()}; arrived ${arrived.join()}`);
        else if (arrived.join() !== wrote.join())
          broken.push(`${memberId} in ${channelId}: out of order: ${arrived.join()}`);
      }
    }
    return broken;
  }
}

async function run(seed: number, steps: number): Promise<string[]> {
  const storm = new Storm(seed);
  await storm.begin();
  for (let step = 0; step < steps; step += 1) await storm.step();
  await storm.clear();
  return storm.broken();
}

describe('whatever the weather', () => {
  test.each([21, 370])('seed %i, which once failed', async (seed) => {
    expect(await run(seed, 60)).toEqual([]);
  });

  test(`${runs} storms from seed ${firstSeed}`, { timeout: 600_000 }, async () => {
    for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
      expect(await run(seed, 60), `seed ${seed}`).toEqual([]);
    }
  });
});
