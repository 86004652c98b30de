/** Reading in a long channel: a page of it and a catch-up, which must not get slower as it grows. */
import { type ChannelId, type MemberId, newId, protocolVersion } from '@atrium/shared';
import { MongoClient } from 'mongodb';
import { toRow } from '../../../server/src/core/journal/row.ts';
import { startEmbeddedEngine } from '../../../server/src/db/embedded/index.ts';
import { defaultDbName } from '../../../server/src/db/options.ts';
import type { Load } from '../load.ts';
import { type Seeded, seed } from '../seed.ts';
import { startAtrium } from '../servers.ts';

export interface History {
  entries: number;
  /** Milliseconds for one, one after the other. */
  newest: number;
  middle: number;
  catchUp: number;
}

const asked = 100;
const rowsAtOnce = 1_000;

export async function measureHistory(load: Load, { entries }: { entries: number }): Promise<History> {
  const seeded = await seed({ members: 2, channels: [[0, 1]] });
  const channelId = seeded.channelIds[0] as ChannelId;
  await fill(seeded, channelId, entries);
  const server = await startAtrium({ seeded, inPlace: true });
  try {
    const auths = [{ protocol: protocolVersion, token: seeded.tokens[0] ?? '' }];
    await load.run('connect', { port: server.port, auths, concurrency: 1 });
    const [list] = (await load.run('askOne', { name: 'channel.list', input: {} })) as {
      channels: { position: { epoch: string; seq: number } }[];
    }[];
    const { epoch, seq } = list?.channels[0]?.position ?? { epoch: '', seq: 0 };
    const one = async (name: string, input: (index: number) => unknown): Promise<number> => {
      const inputs = Array.from({ length: asked }, (_, index) => input(index));
      const { ms, failed } = await load.run('ask', { name, inputs, concurrency: 1 });
      if (failed.length > 0) throw new Error(`${name}: ${failed.join(', ')}`);
      return ms / asked;
    };
    const newest = await one('message.history', () => ({ channelId, limit: 50 }));
    const middle = await one('message.history', (index) => ({
      channelId,
      around: Math.max(1, Math.floor((seq * (index + 1)) / (asked + 1))),
      limit: 50,
    }));
    // A page of catch-up is at most 500 entries: a thousand are two of them.
    const half = await one('channel.sync', (index) => ({
      positions: [{ channelId, position: { epoch, seq: seq - (index % 2 === 0 ? 1_000 : 500) } }],
    }));
    return { entries, newest, middle, catchUp: half * 2 };
  } finally {
    await load.run('disconnect');
    await server.stop();
  }
}

/** Rows as the journal writes them, with the channel's own row moved along: a million appends would only take longer. */
async function fill({ dataDir, memberIds }: Seeded, channelId: ChannelId, entries: number): Promise<void> {
  const engine = await startEmbeddedEngine({ dataDir });
  const client = await new MongoClient(engine.url).connect();
  try {
    const db = client.db(defaultDbName);
    const channels = db.collection<{ _id: ChannelId; projectedSeq: number; headN: number }>('channels');
    const row = await channels.findOne({ _id: channelId });
    if (!row) throw new Error('the channel has no row');
    const from = row.projectedSeq;
    const at = Date.now();
    for (let done = 0; done < entries; done += rowsAtOnce) {
      const rows = Array.from({ length: Math.min(rowsAtOnce, entries - done) }, (_, index) => {
        const number = done + index + 1;
        const entry = messageAt(from + number, row.headN + number, at, memberIds[number % 2] as MemberId);
        return toRow(channelId, { entry, digest: `digest-${number}` });
      });
      await db.collection('entries').insertMany(rows, { ordered: false });
    }
    const set = { projectedSeq: from + entries, headN: row.headN + entries, headAt: at, lastMessageAt: at };
    await channels.updateOne({ _id: channelId }, { $set: set });
  } finally {
    await client.close();
    await engine.close();
  }
}

function messageAt(seq: number, n: number, at: number, authorId: MemberId) {
  return {
    ...{ seq, n, at, authorId, clientId: newId<never>(), kind: 'message' as const, rootSeq: null, rn: 0 },
    ...{ body: `message ${n}, one of very many in a channel that is used a lot`, action: false },
    ...{ mentions: { members: [], everyone: null }, reactions: [], files: [] },
    ...{ pinnedAt: null, editedAt: null, deletedAt: null, updatedSeq: seq },
  };
}

export function historyRow({ entries, newest, middle, catchUp }: History): string {
  return `| ${entries} | ${newest.toFixed(1)} ms | ${middle.toFixed(1)} ms | ${catchUp.toFixed(1)} ms |`;
}

export const historyHead =
  '| entries in the channel | newest page of 50 | page of 50 anywhere | catch-up of 1,000 entries |\n|---|---|---|---|';
