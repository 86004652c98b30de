/**
 * The faults, each one function: it waits until it hits something, does it, mends it, and answers what it hit. The run
 * goes on talking all the while. Scaled by `seconds`: how long something stays broken.
 */
import { createClient } from 'redis';
import type { Fault as LinkFault, Proxy } from './cluster/proxy.ts';
import { moderators, pause, type Run, until } from './run.ts';

/** What a fault hit, by name; a run adds them up. */
export type Hits = Record<string, number>;
export type FaultFunction = (run: Run, seconds: number) => Promise<Hits>;

const anyNode = (run: Run) => run.random.pick(run.cluster.nodes);

/** `kill -9` with commands on their way; back a moment later. Its clients send again elsewhere. */
export const killNode: FaultFunction = async (run) => {
  const node = anyNode(run);
  run.bringBackTo(node);
  await run.talked(5);
  const inFlight = await run.inFlight();
  const concerned = run.talkersAt(node);
  await node.child.end('SIGKILL');
  const sendingAgain = run.sendingAgain(concerned);
  await node.start();
  await sendingAgain;
  return { kills: 1, inFlightAtKill: inFlight, clientsOfKilled: concerned.length };
};

/** A node stops for a while, as in a garbage collection or a migrated machine, and goes on as if nothing had been. */
export const freezeNode: FaultFunction = async (run, seconds) => {
  const node = anyNode(run);
  const inFlight = await run.inFlight();
  node.child.signal('SIGSTOP');
  await pause(seconds * 1_000);
  node.child.signal('SIGCONT');
  return { freezes: 1, inFlightAtFreeze: inFlight };
};

/** What somebody else did to a message or its thread meanwhile. */
const expected = new Set(['message_deleted', 'thread_moved']);

/** Each node is asked to end, ends by itself, and another takes its place. */
export const rollingRestart: FaultFunction = async (run) => {
  const before = (await run.totals()).failures;
  const codes = [];
  for (const node of run.cluster.nodes) {
    await run.talked(5);
    codes.push(await node.restart('SIGTERM'));
  }
  const { failures } = await run.totals();
  const failed = [...failures].filter(
    ([code, count]) => !expected.has(code) && count > (before.get(code) ?? 0),
  );
  if (failed.length > 0) throw new Error(`sends failed in a rolling restart: ${JSON.stringify(failed)}`);
  return { drains: codes.filter((code) => code === 0).length, restarts: codes.length };
};

/** A node dies after a commit of which it has told nobody. */
export const crashAfterCommit: FaultFunction = async (run) => {
  const node = anyNode(run);
  // Earlier faults may have driven everybody away from it.
  run.bringBackTo(node);
  await run.inFlight();
  node.child.signal('SIGUSR2');
  await run.ended(node, 60_000);
  await node.start();
  return { crashesAfterCommit: 1 };
};

const moveSteps = ['fenced', 'root', 'replies', 'carried', 'arrived', 'emptied'];

/** A node dies when it has taken one of the steps of moving a thread; whoever finds the move takes the others. */
export const dieInMove: FaultFunction = async (run) => {
  const node = run.preferredBy(run.random.pick(moderators));
  const step = run.random.pick(moveSteps);
  await node.child.end('SIGTERM');
  // It may find a move that was left half done, and die of that before it is ready.
  const isReady = await node.start({ ATRIUM_FAILPOINT: `crash_in_move=${step}` }).then(
    () => true,
    () => false,
  );
  if (isReady) {
    run.bringBackTo(node);
    await run.ended(node, 60_000);
  }
  await node.start();
  return { deathsInMove: 1, [`deathsWhen_${step}`]: 1 };
};

const broken = (pick: (run: Run) => Proxy[], fault: LinkFault, name: string): FaultFunction => {
  return async (run, seconds) => {
    const proxies = pick(run);
    for (const proxy of proxies) proxy.set(fault);
    await pause(seconds * 1_000);
    for (const proxy of proxies) proxy.set({ kind: 'pass' });
    return { [name]: proxies.length };
  };
};
const clientLinks = (run: Run) => [...run.links.values()].filter(() => run.random.chance(0.6));
const databaseLinks = (run: Run) => run.cluster.nodes.map(({ toDatabase }) => toDatabase);
const redisLinks = (run: Run) => run.cluster.nodes.flatMap(({ toRedis }) => toRedis ?? []);

export const cutClients = broken(clientLinks, { kind: 'cut' }, 'cutClients');
export const delayClients = broken(clientLinks, { kind: 'delay', ms: 300, jitterMs: 300 }, 'delayedClients');
export const throttleClients = broken(
  clientLinks,
  { kind: 'throttle', bytesPerSecond: 1_500 },
  'slowClients',
);
export const halfOpenClients = broken(clientLinks, { kind: 'halfopen' }, 'halfOpenClients');
export const cutDatabase = broken(databaseLinks, { kind: 'cut' }, 'cutDatabase');
export const cutRedis = broken(redisLinks, { kind: 'cut' }, 'cutRedis');
export const halfOpenRedis = broken(redisLinks, { kind: 'halfopen' }, 'halfOpenRedis');
/** What is asked arrives and is done; nobody hears of it. */
export const deafClients: FaultFunction = async (run) => swallow(run, clientLinks(run), 'answersToClients');

/** The database carries writes out, and the answer is lost: several times, each on all nodes. */
export const loseCommits: FaultFunction = async (run, seconds) => {
  const hits: Hits = {};
  for (let round = 0; round < Math.max(3, seconds); round += 1) {
    await run.talked(2);
    add(hits, await swallow(run, databaseLinks(run), 'answersOfDatabase'));
  }
  return hits;
};

async function swallow(run: Run, proxies: Proxy[], name: string): Promise<Hits> {
  await run.inFlight();
  const before = proxies.reduce((sum, { swallowed }) => sum + swallowed, 0);
  for (const proxy of proxies) proxy.set({ kind: 'swallow' });
  const swallowed = () => proxies.reduce((sum, proxy) => sum + proxy.swallowed, -before);
  await until('an answer to swallow', 20_000, () => swallowed() > 0);
  await pause(150);
  for (const proxy of proxies) {
    proxy.drop();
    proxy.set({ kind: 'pass' });
  }
  return { [name]: swallowed() };
}

export const killDatabase: FaultFunction = async (run, seconds) => {
  const { database } = run.cluster;
  if (!database) return {};
  const inFlight = await run.inFlight();
  await database.end('SIGKILL');
  await pause(seconds * 1_000);
  await run.cluster.startDatabase();
  await run.reopenLedger();
  return { databaseKills: 1, inFlightAtDatabaseKill: inFlight };
};

export const freezeDatabase: FaultFunction = async (run, seconds) => {
  const { database } = run.cluster;
  if (!database) return {};
  await run.inFlight();
  database.signal('SIGSTOP');
  await pause(seconds * 1_000);
  database.signal('SIGCONT');
  return { databaseFreezes: 1 };
};

/** Sending must not wait for Redis. */
export const killRedis: FaultFunction = async (run, seconds) => {
  await run.cluster.redis?.end('SIGKILL');
  const { acks } = await run.totals();
  await run.talked(Math.ceil(seconds));
  await pause(seconds * 1_000);
  const said = (await run.totals()).acks - acks;
  await run.cluster.startRedis();
  return { redisKills: 1, acksWithoutRedis: said };
};

export const freezeRedis: FaultFunction = async (run, seconds) => {
  run.cluster.redis?.signal('SIGSTOP');
  const { acks } = await run.totals();
  await pause(seconds * 1_000);
  await run.talked(Math.ceil(seconds));
  const said = (await run.totals()).acks - acks;
  run.cluster.redis?.signal('SIGCONT');
  return { redisFreezes: 1, acksWithFrozenRedis: said };
};

/** Somebody with access to Redis empties it, drops subscribers and says what is not so. */
export const tamperWithRedis: FaultFunction = async (run) => {
  const client = createClient({ url: `redis://127.0.0.1:${run.cluster.redisPort}` });
  client.on('error', () => undefined);
  await client.connect();
  const topics = await client.pubSubChannels('*');
  const [channelId = ''] = run.channelIds;
  const forged = JSON.stringify({
    from: 'liar',
    messages: [
      { kind: 'head', channelId, epoch: 'x', seq: 1e9 },
      { kind: 'head', channelId: 'no-such-channel-0000000', epoch: 'x', seq: 5 },
      { kind: 'end', memberId: run.id('Ana') },
    ],
  });
  let heard = 0;
  for (const topic of topics) {
    for (const lie of [forged, 'x'.repeat(43) + forged, '', '{', '\0\xff', 'x'.repeat(10_000_000)])
      heard += await client.publish(topic, lie);
  }
  await client.flushAll();
  await client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub']);
  await client.close();
  return { forgedHeard: heard, flushes: 1, subscribersDropped: 1 };
};

export function add(hits: Hits, more: Hits): Hits {
  for (const [name, count] of Object.entries(more)) hits[name] = (hits[name] ?? 0) + count;
  return hits;
}
