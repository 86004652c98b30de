/** The load generator: a process of its own that does what it is told over IPC, and answers with what it counted. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { LightClient } from './light-client.ts';
import { type Protocol, type Room, Traffic } from './traffic.ts';

/** A command, by name. */
export interface Question {
  name: string;
  input: unknown;
}
interface Answer {
  ok: boolean;
  error?: { code: string; retryAfterMs?: number };
}

export interface Closed {
  inFlight: number;
  warmMs: number;
  measureMs: number;
}
export interface Open {
  messagesPerSecond: number;
  warmMs: number;
  measureMs: number;
}
export interface Counted {
  deliveries: number;
  /** How many messages came in one event, on average. */
  perPacket: number;
  messages: number;
  sent: number;
  ms: number;
  /** Share of its core that the generator used. */
  busy: number;
  p50: number;
  p99: number;
  p999: number;
  /** How late the sender was, 99th percentile, in milliseconds. */
  lagP99: number;
}
export interface Connected {
  ms: number;
  /** Handshakes that were told to come back later, and did. */
  retried: number;
}

export interface Posted {
  acknowledged: number;
  /** Told to come back: the server had more than it could take. */
  refused: number;
  ms: number;
}

type Auth = { protocol?: number; token?: string; room?: string } | null;

let clients: LightClient[] = [];
let traffic: Traffic | null = null;

/**
 * Asks as a client does: when told to come back later, it does, which counts in the time.
 * @param asked along with the handshake
 * @returns the code of a refusal
 */
async function askUntilAnswered(
  client: LightClient,
  { name, input }: Question,
  asked?: Promise<unknown>,
): Promise<string | null> {
  for (let tries = 1; ; tries++) {
    const { ok, error } = (await (tries === 1 && asked ? asked : client.command(name, input))) as Answer;
    if (ok) return null;
    if (error?.code !== 'retry_later' || tries >= 20) return error?.code ?? 'unknown';
    await wait(error.retryAfterMs ?? 500);
  }
}

const operations = {
  /**
   * Connects clients, `concurrency` at a time; each asks `questions` along with its handshake.
   */
  async connect(options: {
    port: number;
    auths: Auth[];
    concurrency: number;
    questions?: Question[];
  }): Promise<Connected> {
    const { port, auths, concurrency, questions = [] } = options;
    const began = performance.now();
    const packet = () => {
      if (traffic) traffic.packets += 1;
    };
    const delivered = (_client: LightClient, id: number) => traffic?.delivered(id);
    const fresh = auths.map(
      (auth, index) => new LightClient(clients.length + index, { port, auth, delivered, packet }),
    );
    let retried = 0;
    const queue = [...fresh];
    const connectNext = async () => {
      for (let client = queue.shift(); client; client = queue.shift()) {
        let asked: Promise<unknown>[];
        for (;;) {
          asked = client.along(questions);
          const failure = await client.connect().then(
            () => null,
            (error: unknown) => error as Error,
          );
          if (!failure) break;
          const hint = /"retryAfterMs":(\d+)/.exec(failure.message)?.[1];
          if (hint === undefined || retried > 100_000) throw failure;
          retried += 1;
          client.destroy();
          await wait(Math.random() * Number(hint));
        }
        for (const [index, one] of questions.entries()) {
          const refused = await askUntilAnswered(client, one, asked[index]);
          if (refused !== null) throw new Error(`${one.name}: ${refused}`);
        }
      }
    };
    await Promise.all(Array.from({ length: concurrency }, connectNext));
    clients = [...clients, ...fresh];
    return { ms: performance.now() - began, retried };
  },

  async disconnect(): Promise<void> {
    for (const client of clients) client.destroy();
    clients = [];
    await wait(50);
  },

  /** Every client asks the same, `concurrency` clients at a time. @returns how long all of it took */
  async ask(options: {
    name: string;
    inputs: unknown[];
    concurrency: number;
  }): Promise<{ ms: number; failed: string[] }> {
    const { name, inputs, concurrency } = options;
    const began = performance.now();
    const failed: string[] = [];
    let next = 0;
    const askNext = async () => {
      for (let index = next++; index < inputs.length; index = next++) {
        const client = clients[index % clients.length];
        const refused = client
          ? await askUntilAnswered(client, { name, input: inputs[index] })
          : 'no clients';
        if (refused !== null) failed.push(refused);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, askNext));
    return { ms: performance.now() - began, failed: failed.slice(0, 5) };
  },

  /** The first client asks; the answer comes back. */
  async askOne({ name, input }: { name: string; input: unknown }): Promise<unknown[]> {
    const reply = (await clients[0]?.command(name, input)) as { ok: boolean; result: unknown };
    return [reply.result];
  },

  /** Each client posts to its channel, so many at a time, and waits for the answers. */
  async post(options: {
    channelIds: string[];
    inFlightEach: number;
    warmMs: number;
    measureMs: number;
  }): Promise<Posted> {
    const { channelIds, inFlightEach, warmMs, measureMs } = options;
    let acknowledged = 0;
    let refused = 0;
    let isOver = false;
    const work = async (client: LightClient, channelId: string) => {
      while (!isOver) {
        const clientId = randomBytes(12).toString('hex');
        const body =
          'a message of the usual length, which somebody has written to somebody else about something';
        const reply = (await client.command('message.post', { channelId, clientId, body })) as {
          ok: boolean;
          error?: { code: string; retryable: boolean };
        };
        if (reply.ok) {
          acknowledged += 1;
          continue;
        }
        if (reply.error?.retryable !== true) throw new Error(reply.error?.code);
        refused += 1;
        await wait(50);
      }
    };
    const workers = clients.flatMap((client, index) =>
      Array.from({ length: inFlightEach }, () => work(client, channelIds[index] ?? '')),
    );
    await Promise.race([wait(warmMs), Promise.all(workers)]);
    acknowledged = 0;
    process.send?.({ mark: 'begin' });
    const began = performance.now();
    await Promise.race([wait(measureMs), Promise.all(workers)]);
    process.send?.({ mark: 'end' });
    const result = { acknowledged, refused, ms: performance.now() - began };
    isOver = true;
    await Promise.all(workers);
    return result;
  },

  async rooms(options: { protocol: Protocol; rooms: Room[] }): Promise<void> {
    traffic = new Traffic(options.protocol, clients, options.rooms);
  },

  /** Always the same number of messages under way: how much can the server do? */
  async closed({ inFlight, warmMs, measureMs }: Closed): Promise<Counted> {
    const load = traffic;
    if (!load) throw new Error('no rooms');
    load.onCompleted(() => load.sendOne());
    for (let index = 0; index < inFlight; index++) load.sendOne();
    await wait(warmMs);
    const counted = await measure(load, measureMs, () => 0);
    load.onCompleted(() => undefined);
    return counted;
  },

  /** As many messages a second, whatever becomes of them: how long does a delivery take? */
  async open({ messagesPerSecond, warmMs, measureMs }: Open): Promise<Counted> {
    const load = traffic;
    if (!load) throw new Error('no rooms');
    load.onCompleted(() => undefined);
    const began = performance.now();
    const lags: number[] = [];
    let sent = 0;
    let isOver = false;
    const sendDue = () => {
      if (isOver) return;
      const now = performance.now();
      for (
        let due = began + (sent * 1000) / messagesPerSecond;
        due <= now;
        due = began + (sent * 1000) / messagesPerSecond
      ) {
        lags.push(now - due);
        load.sendOne(due);
        sent += 1;
      }
      const next = began + (sent * 1000) / messagesPerSecond - performance.now();
      if (next > 2) setTimeout(sendDue, next - 1);
      else setImmediate(sendDue);
    };
    sendDue();
    await wait(warmMs);
    lags.length = 0;
    const counted = await measure(load, measureMs, () => quantile(lags, 0.99));
    isOver = true;
    await wait(300);
    return counted;
  },
};

async function measure(load: Traffic, ms: number, lag: () => number): Promise<Counted> {
  load.resetCounts();
  process.send?.({ mark: 'begin' });
  const began = performance.now();
  const cpu = process.cpuUsage();
  await wait(ms);
  const used = process.cpuUsage(cpu);
  const passed = performance.now() - began;
  process.send?.({ mark: 'end' });
  const { deliveries, packets, messages, sent, latency } = load;
  return {
    deliveries,
    perPacket: deliveries / packets,
    messages,
    sent,
    ms: passed,
    busy: (used.user + used.system) / 1000 / passed,
    p50: latency.at(0.5),
    p99: latency.at(0.99),
    p999: latency.at(0.999),
    lagP99: lag(),
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export type Operations = typeof operations;

process.on('message', ({ id, name, options }: { id: number; name: keyof Operations; options: never }) => {
  const operation = operations[name] as (options: never) => Promise<unknown>;
  operation(options).then(
    (result) => process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
process.send?.({ ready: true });
