/**
 * One run: a cluster, people in channels who talk all the time, faults, and calm; then the checker over all that was
 * written down. What a run must have hit is asked of it afterwards: a run that hit nothing proves nothing.
 */
import type { ChannelId, WorkspaceRole } from '@atrium/shared';
import { check } from './checker/checker.ts';
import type { History } from './checker/history.ts';
import { Cluster, type ClusterOptions, type Node } from './cluster/cluster.ts';
import { type Ledger, openLedger } from './cluster/dump.ts';
import { type Person, seedPeople } from './cluster/people.ts';
import type { Proxy } from './cluster/proxy.ts';
import { Crowd } from './clients/crowd.ts';
import { Random } from '../random.ts';

export interface RunOptions extends ClusterOptions {
  seed: number;
  channels?: number;
  /** How much is said in a second, over all channels. */
  perSecond?: number;
}

/** Who is there; `talkers` have two devices each where there are enough. */
const cast: [string, WorkspaceRole][] = [
  ['Olive', 'owner'],
  ['Mo', 'moderator'],
  ['Ana', 'member'],
  ['Gus', 'member'],
  ['Sam', 'member'],
  ['Zed', 'member'],
];

/** They move threads, and do not talk. */
export const moderators = ['Olive-1', 'Mo-1'];
const betweenMovesMs = 1_000;

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export async function until(
  what: string,
  limitMs: number,
  condition: () => Promise<boolean> | boolean,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited in vain for: ${what}`);
    await pause(50);
  }
}

export interface Totals {
  acks: number;
  resends: number;
  unanswered: number;
  reconnects: number;
  syncs: number;
  resets: number;
  inFlight: number;
  ackMs: number[];
  failures: Map<string, number>;
}

export class Run {
  readonly cluster: Cluster;
  readonly crowd: Crowd;
  ledger: Ledger;
  readonly random: Random;
  readonly people: Map<string, Person>;
  /** The link of each client by its name, such as `Ana-1`. */
  readonly links: Map<string, Proxy>;
  readonly channelIds: ChannelId[] = [];
  /** Milliseconds from the death of a node until a client of it was acknowledged something elsewhere. */
  readonly sentAgainMs: number[] = [];
  readonly #options: RunOptions;

  private constructor(
    options: RunOptions,
    parts: Pick<Run, 'cluster' | 'crowd' | 'ledger' | 'people' | 'links'>,
  ) {
    this.#options = options;
    this.random = new Random(options.seed);
    this.cluster = parts.cluster;
    this.crowd = parts.crowd;
    this.ledger = parts.ledger;
    this.people = parts.people;
    this.links = parts.links;
  }

  static async begin(options: RunOptions): Promise<Run> {
    const cluster = await Cluster.start(options);
    const crowd = new Crowd();
    try {
      const people = new Map(
        (await seedPeople(cluster.databaseUrl, cast)).map((person) => [person.name, person]),
      );
      await cluster.startNodes();
      const links = new Map<string, Proxy>();
      const ledger = await openLedger(cluster.databaseUrl);
      const run = new Run(options, { cluster, crowd, ledger, people, links });
      await run.#gather();
      return run;
    } catch (error) {
      crowd.close();
      await cluster.close();
      throw error;
    }
  }

  get talkers(): string[] {
    return [...this.links.keys()].filter((name) => !moderators.includes(name));
  }

  id(name: string): Person['id'] {
    const person = this.people.get(name);
    if (!person) throw new Error(`${name} is not in the cast`);
    return person.id;
  }

  /** Everybody comes in, on one device or two; Olive makes the channels. */
  async #gather(): Promise<void> {
    const { cluster, crowd, people } = this;
    const devices = [...people.values()].flatMap((person) =>
      (person.name === 'Ana' ? [1, 2] : [1]).map((device) => ({
        person,
        client: `${person.name}-${device}`,
      })),
    );
    const specs = [];
    for (const [index, { person, client }] of devices.entries()) {
      const link = await cluster.link(index % cluster.nodes.length);
      this.links.set(client, link);
      specs.push({ client, member: person.id, token: person.token, url: `http://127.0.0.1:${link.port}` });
    }
    await crowd.do('open', specs);
    for (let index = 0; index < (this.#options.channels ?? 2); index += 1) {
      const created = await crowd.do('ask', 'Olive-1', 'channel.create', {
        clientId: `create-channel-${index}`.padEnd(22, '0'),
        ...{ kind: 'private', name: `harbour-${index}` },
      });
      const { id } = (created as { channel: { id: ChannelId } }).channel;
      this.channelIds.push(id);
      for (const { name, id: memberId } of people.values()) {
        if (name !== 'Olive') await crowd.do('insist', 'Olive-1', 'member.add', { channelId: id, memberId });
      }
    }
    await this.calm(60_000);
    await this.talk();
  }

  async talk(): Promise<void> {
    const { perSecond = 20, seed } = this.#options;
    if (perSecond === 0) return;
    const { talkers, channelIds } = this;
    await this.crowd.do('talk', {
      ...{ talkers, movers: moderators, channelIds },
      ...{ perSecond, betweenMovesMs, seed },
    });
  }

  async totals(): Promise<Totals> {
    const all = await this.crowd.do('traffic');
    const sum = (pick: (one: (typeof all)[number]) => number) =>
      all.reduce((total, one) => total + pick(one), 0);
    const failures = new Map<string, number>();
    for (const one of all)
      for (const [code, count] of one.failures) failures.set(code, (failures.get(code) ?? 0) + count);
    return {
      acks: sum(({ acks }) => acks),
      resends: sum(({ resends }) => resends),
      unanswered: sum(({ unanswered }) => unanswered),
      reconnects: sum(({ opened }) => opened - 1),
      syncs: sum(({ syncs }) => syncs),
      resets: sum(({ resets }) => resets),
      inFlight: sum(({ inFlight }) => inFlight),
      ackMs: all.flatMap(({ ackMs }) => ackMs),
      failures,
    };
  }

  /** Its connection to the database broke with it. */
  async reopenLedger(): Promise<void> {
    await this.ledger.close();
    this.ledger = await openLedger(this.cluster.databaseUrl);
  }

  /** Those who prefer this node come to it again. */
  bringBackTo(node: Node): void {
    for (const [name, link] of this.links) if (this.preferredBy(name) === node) link.drop();
  }

  preferredBy(name: string): Node {
    const { nodes } = this.cluster;
    return nodes[[...this.links.keys()].indexOf(name) % nodes.length]!;
  }

  /** Those who talk, and are connected to this node. */
  talkersAt({ port }: Node): string[] {
    return this.talkers.filter((name) => this.links.get(name)?.target === port);
  }

  /** Waits until each of these, whose node has just died, has connected again and been acknowledged something. */
  async sendingAgain(names: readonly string[], limitMs = 60_000): Promise<void> {
    const began = performance.now();
    const trafficOf = async () => new Map((await this.crowd.do('traffic')).map((one) => [one.client, one]));
    const before = await trafficOf();
    const waiting = new Set(names);
    await this.#told(
      until(`${names.join(', ')} to send again`, limitMs, async () => {
        const now = await trafficOf();
        for (const name of waiting) {
          const [then, since] = [before.get(name), now.get(name)];
          if (!then || !since || since.opened === then.opened || since.acks === then.acks) continue;
          waiting.delete(name);
          this.sentAgainMs.push(Math.round(performance.now() - began));
        }
        return waiting.size === 0;
      }),
    );
  }

  /** Waits until a node has ended by itself. */
  async ended({ child }: Node, limitMs: number): Promise<void> {
    await this.#told(until(`${child.name} to end`, limitMs, () => !child.isRunning));
  }

  /** Waits until so many more commands were acknowledged than now. */
  async talked(more: number, limitMs = 60_000): Promise<void> {
    const { acks } = await this.totals();
    const enough = async () => (await this.totals()).acks >= acks + more;
    await this.#told(until(`${more} acknowledgements`, limitMs, enough));
  }

  /** Waits until a command is on its way: a fault then hits something. */
  async inFlight(limitMs = 30_000): Promise<number> {
    let count = 0;
    await until('something in flight', limitMs, async () => (count = (await this.totals()).inFlight) > 0);
    return count;
  }

  /** Waits until nobody has anything left to send and everybody is at the head of their channels. */
  async calm(limitMs = 60_000): Promise<number> {
    const began = performance.now();
    let last = '';
    const isCalm = async () => {
      const moving = await this.ledger.moving();
      const states = await this.crowd.do('states');
      const heads = await this.ledger.heads(this.channelIds);
      last = JSON.stringify({ states, heads: [...heads], moving });
      return (
        moving === 0 &&
        states.every(
          ({ waiting, positions }) =>
            waiting === 0 &&
            positions.every(([id, seq]) => seq === (heads.get(id) ?? seq)) &&
            positions.length === this.channelIds.length,
        )
      );
    };
    await this.#told(until('calm', limitMs, isCalm), () => last);
    return performance.now() - began;
  }

  /** A failure with what the nodes said last. */
  async #told(waiting: Promise<void>, more = () => ''): Promise<void> {
    try {
      await waiting;
    } catch (cause) {
      const tails = this.cluster.nodes.map(({ child }) => `${child.name}: ${child.output.slice(-1_500)}`);
      const states = JSON.stringify(await this.crowd.do('states'));
      throw new Error([String(cause), more(), states, ...tails].join('\n'), { cause });
    }
  }

  /** Ends the talk and answers what the clients and the database have to say. */
  async finish(
    calmMs = 60_000,
  ): Promise<{ history: History; problems: ReturnType<typeof check>; convergedMs: number }> {
    await this.crowd.do('hush');
    const convergedMs = await this.calm(calmMs);
    const clients = await this.crowd.do('finish');
    const { epoch, log, moves } = await this.ledger.dump();
    const history: History = { epoch, log, moves, clients, moderators: [this.id('Olive'), this.id('Mo')] };
    return { history, problems: check(history), convergedMs };
  }

  async close(): Promise<void> {
    this.crowd.close();
    await this.ledger.close();
    await this.cluster.close();
  }
}
