/** The bus over Redis: one connection to speak, one to listen, both in node-redis. */
import { type ChannelId, newId } from '@atrium/shared';
import { Counter } from 'prom-client';
import type { Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Turn } from '../delivery/turn.ts';
import type { Bus } from '../bus.ts';
import { type BusMessage, createOpener, createSealer, senderOf } from './envelope.ts';
import { createProbe } from './probe.ts';

export interface RedisBusOptions {
  url: string;
  /** Keeps workspaces apart that share a Redis. */
  name: string;
  key: Buffer;
  turn: Pick<Turn, 'collect'>;
  log: Log;
  metrics: Metrics;
}

/**
 * Channels are spread over this many topics, by a hash of their id. Every node listens to all of them: a subscription
 * costs nothing that counts beside reading what comes, and following channels one by one would be a race at each join.
 */
const shards = 16;
const publishTimeoutMs = 200;
const underWayMax = 200;
const perMessageMax = 500;

/** @see {@link Bus} */
export async function createRedisBus(options: RedisBusOptions): Promise<Bus> {
  const { url, name, key, turn, log, metrics } = options;
  // A server without Redis starts sooner without it.
  const { createClient } = await import('redis');
  const nodeId = newId(12);
  const seal = createSealer(key, nodeId);
  const open = createOpener(key);
  const count = new Counter({
    name: 'atrium_bus_total',
    help: 'What became of messages between nodes',
    labelNames: ['what'],
    registers: [metrics.registry],
  });
  const listeners: ((message: BusMessage, from: string) => void)[] = [];
  const reconnected: (() => void)[] = [];
  const clientOptions = {
    url,
    // Nothing is kept for a Redis that is away: what is lost is found by the heads check (H16).
    disableOfflineQueue: true,
    commandsQueueMaxLength: 1_000,
    pingInterval: 5_000,
    commandOptions: { timeout: publishTimeoutMs },
    socket: { connectTimeout: 2_000, reconnectStrategy: (tries: number) => Math.min(50 * 2 ** tries, 1_000) },
  };
  const speaker = createClient(clientOptions);
  const listener = createClient({ ...clientOptions, commandOptions: { timeout: 5_000 } });
  let complained = false;
  for (const client of [speaker, listener]) {
    // Without a listener an `error` event ends the process.
    client.on('error', (err: unknown) => {
      count.inc({ what: 'error' });
      if (!complained)
        log.warn({ err }, 'Redis cannot be reached: other nodes hear of news a few seconds later');
      complained = true;
    });
    client.on('ready', () => {
      if (complained) log.info('Redis is back');
      complained = false;
    });
  }

  const opened = (sealed: Buffer) => {
    const envelope = open(sealed);
    if (!envelope) count.inc({ what: 'refused' });
    return envelope;
  };
  const receive = (sealed: Buffer) => {
    // This node's own words come back to it, too.
    if (senderOf(sealed) === nodeId) return;
    const { from, messages } = opened(sealed) ?? { from: '', messages: [] };
    for (const message of messages) {
      count.inc({ what: 'heard' });
      for (const hear of listeners) {
        try {
          hear(message, from);
        } catch (err) {
          log.error({ err, kind: message.kind }, 'a message of another node could not be used');
        }
      }
    }
  };
  const receiveProbe = (sealed: Buffer) => {
    const envelope = opened(sealed);
    if (envelope?.from !== nodeId) return;
    for (const message of envelope.messages) if (message.kind === 'probe') probe.heard(message.number);
  };

  const topics = Array.from({ length: shards }, (_, index) => `atrium:${name}:${index}`);
  const common = `atrium:${name}:all`;
  const own = `atrium:${name}:probe:${nodeId}`;
  listener.on('ready', () => {
    for (const hear of reconnected) hear();
  });
  const listen = async () => {
    await listener.connect();
    await Promise.all([
      listener.subscribe([...topics, common], receive, true),
      listener.subscribe(own, receiveProbe, true),
    ]);
  };
  const gone = (err: unknown) => {
    if (!isClosed) log.warn({ err }, 'Redis cannot be reached');
  };
  let isClosed = false;
  speaker.connect().catch(gone);
  listen().catch(gone);

  let underWay = 0;
  const publish = (topic: string, messages: BusMessage[]) => {
    if (!speaker.isReady || underWay >= underWayMax) {
      count.inc({ what: 'dropped' }, messages.length);
      return;
    }
    const sealed = seal(messages);
    if (!sealed) {
      count.inc({ what: 'dropped' }, messages.length);
      return;
    }
    underWay += 1;
    speaker
      .publish(topic, sealed)
      .then(
        () => count.inc({ what: 'told' }, messages.length),
        () => count.inc({ what: 'dropped' }, messages.length),
      )
      .finally(() => {
        underWay -= 1;
      });
  };

  let waiting = new Map<string, BusMessage[]>();
  const speak = () => {
    const all = waiting;
    waiting = new Map();
    for (const [topic, messages] of all) {
      for (let from = 0; from < messages.length; from += perMessageMax) {
        publish(topic, messages.slice(from, from + perMessageMax));
      }
    }
  };
  const say = (topic: string, message: BusMessage) => {
    const there = waiting.get(topic);
    if (there) there.push(message);
    else {
      if (waiting.size === 0) turn.collect(speak);
      waiting.set(topic, [message]);
    }
  };

  const probe = createProbe({
    send: (number) => say(own, { kind: 'probe', number }),
    isConnected: () => listener.isReady && speaker.isReady,
    deaf: () => {
      count.inc({ what: 'deaf' });
      log.warn('Redis takes what this node says but does not let it hear: connecting anew');
      listener.destroy();
      listen().catch(gone);
    },
  });

  return {
    nodeId,
    tell: (channelId, message) =>
      say(channelId === null ? common : (topics[shardOf(channelId)] ?? common), message),
    onMessage: (hear) => void listeners.push(hear),
    onReconnect: (hear) => void reconnected.push(hear),
    close: async () => {
      isClosed = true;
      probe.close();
      for (const client of [speaker, listener]) if (client.isOpen) client.destroy();
    },
  };
}

function shardOf(channelId: ChannelId): number {
  let hash = 0;
  for (let index = 0; index < channelId.length; index++) hash = (hash * 31 + channelId.charCodeAt(index)) | 0;
  return Math.abs(hash) % shards;
}
