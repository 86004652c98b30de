/** Many clients in one process of their own; told over IPC what to do. */
import type { ChannelId, CommandName, MemberId } from '@atrium/shared';
import type { ClientHistory } from '../checker/history.ts';
import { Random } from '../../random.ts';
import { ChaosClient, type ClientSpec } from './chaos-client.ts';
import { moderate, type StormCounts, write } from './storm-steps.ts';
import { moveOne, sayOne } from './talk.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Who is refused is answered at once, and would else have taken most steps before anything was moderated. */
const writesPerModeration = 4;

const clients = new Map<string, ChaosClient>();
let talking: (() => void) | null = null;

const at = (name: string): ChaosClient => {
  const client = clients.get(name);
  if (!client) throw new Error(`there is no client ${name}`);
  return client;
};

/** Talkers say so much in a second; each mover moves one thread after the other, so many milliseconds between them. */
function talk(options: {
  talkers: string[];
  movers: readonly string[];
  channelIds: ChannelId[];
  perSecond: number;
  betweenMovesMs: number;
  seed: number;
}): void {
  const { talkers, movers, channelIds, perSecond, betweenMovesMs, seed } = options;
  const random = new Random(seed);
  const timer = setInterval(() => {
    void sayOne(at(random.pick(talkers)), random.pick(channelIds), random);
  }, 1_000 / perSecond);
  let isOver = false;
  const move = async (name: string, own: Random): Promise<void> => {
    while (!isOver) {
      await moveOne(at(name), channelIds, own);
      await pause(betweenMovesMs);
    }
  };
  for (const [index, name] of movers.entries()) void move(name, new Random(seed + 1 + index));
  talking = () => {
    isOver = true;
    clearInterval(timer);
  };
}

const tasks = {
  open: async (specs: ClientSpec[]) => {
    await Promise.all(
      specs.map(async (spec) => {
        const client = new ChaosClient(spec);
        clients.set(spec.client, client);
        await client.start();
      }),
    );
  },
  talk,
  hush: () => {
    talking?.();
    talking = null;
  },
  /** One command, insisted on. */
  insist: (name: string, command: CommandName, input: object) => at(name).insist(command, input as never),
  /** A command whose answer matters. */
  ask: (name: string, command: CommandName, input: object) =>
    at(name).workspace.env.connection.command(command, input as never),
  /** Random steps of moderation and of writing, each client one after the other, all clients side by side. */
  storm: async (options: {
    moderators: readonly string[];
    writers: string[];
    channelIds: ChannelId[];
    steps: number;
    seed: number;
  }) => {
    const { moderators, writers, channelIds, steps, seed } = options;
    const counts: StormCounts = {};
    let [moderated, written] = [0, 0];
    const memberIds = [...new Set(writers.map((name) => at(name).spec.member))] as MemberId[];
    await Promise.all(
      [...moderators, ...writers].map(async (name, index) => {
        const random = new Random(seed + index);
        const isModerator = moderators.includes(name);
        while (moderated + written < steps) {
          if (isModerator) {
            moderated += 1;
            await moderate(at(name), { channelIds, memberIds }, random, counts);
          } else if (written >= moderated * writesPerModeration) {
            await pause(5);
          } else {
            written += 1;
            await write(at(name), random.pick(channelIds), random, counts);
          }
        }
      }),
    );
    return counts;
  },
  post: (name: string, channelId: ChannelId, rootSeq: number | null, body: string) =>
    at(name).actions.messages.post({ channelId, rootSeq }, body),
  states: () => [...clients].map(([name, client]) => ({ name, ...client.state() })),
  traffic: () =>
    [...clients.values()].map(({ traffic, spec, failures }) => {
      return { client: spec.client, ...traffic, failures: [...failures] };
    }),
  finish: async () => {
    const histories: ClientHistory[] = [];
    for (const client of clients.values()) histories.push(await client.finish());
    return histories;
  },
  close: () => {
    for (const client of clients.values()) client.close();
    setImmediate(() => process.disconnect());
  },
};

export type Tasks = typeof tasks;

process.on('message', ({ id, name, args }: { id: number; name: keyof Tasks; args: never[] }) => {
  void (async () => (tasks[name] as (...args: never[]) => unknown)(...args))().then(
    (result) => process.send?.({ id, result }),
    (error: unknown) =>
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
