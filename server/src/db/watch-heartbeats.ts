/**
 * The driver (mongodb 7.8) waits for ever for the answer to a heartbeat that it wrote to a socket which was being closed in
 * the same turn of the event loop: it then looks for that server never again, and once a command fails, all commands fail
 * until the process ends. A heartbeat that neither succeeded nor failed in its time gives that away, and a new topology
 * mends it. Only a server that tells no `topologyVersion` can bring it about: with one, each network error makes a new
 * monitor (https://github.com/mongodb/node-mongodb-native/blob/v7.8.0/src/sdam/monitor.ts).
 */
import type { MongoClient } from 'mongodb';

export interface HeartbeatWatch {
  stop(): void;
}

export interface HeartbeatWatchOptions {
  /** A heartbeat that takes longer than this, beyond what it may wait at the server, is lost. */
  lostMs: number;
  onLost: (address: string) => void;
  onError: (error: unknown) => void;
}

const tickMs = 250;

export function watchHeartbeats(
  client: MongoClient,
  { lostMs, onLost, onError }: HeartbeatWatchOptions,
): HeartbeatWatch {
  /** Ticks that each heartbeat has left. Not a time: a process that was frozen has to hear its answers first. */
  const left = new Map<string, number>();
  const awaitMs = client.options.heartbeatFrequencyMS;
  let isReopening = false;

  client.on('serverHeartbeatStarted', ({ connectionId, awaited }) => {
    left.set(connectionId, Math.ceil((lostMs + (awaited ? awaitMs : 0)) / tickMs));
  });
  client.on('serverHeartbeatSucceeded', ({ connectionId }) => void left.delete(connectionId));
  client.on('serverHeartbeatFailed', ({ connectionId }) => void left.delete(connectionId));
  client.on('serverClosed', ({ address }) => void left.delete(address));

  const reopen = async () => {
    isReopening = true;
    left.clear();
    try {
      await client.close();
      await client.connect();
    } finally {
      isReopening = false;
    }
  };
  const timer = setInterval(() => {
    if (isReopening) return;
    for (const [address, ticks] of left) {
      if (ticks > 1) {
        left.set(address, ticks - 1);
        continue;
      }
      onLost(address);
      reopen().catch(onError);
      return;
    }
  }, tickMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
