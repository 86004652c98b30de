/** The journals as the database holds them. */
import mongoose, { type Connection } from 'mongoose';
import type { History, LogEntry, MoveRow } from '../checker/history.ts';

type Dumped = Pick<History, 'epoch' | 'log' | 'moves'>;

export interface Ledger {
  /** The head of each channel. */
  heads(channelIds: readonly string[]): Promise<Map<string, number>>;
  /** How many threads are on their way to another channel. */
  moving(): Promise<number>;
  /** Waits until nothing is left to be projected: an edit's text is on its way to its row until then. */
  dump(): Promise<Dumped>;
  close(): Promise<void>;
}

type Row = LogEntry & { lane: number; text?: unknown };

export async function openLedger(url: string): Promise<Ledger> {
  const options = { autoCreate: false, autoIndex: false, serverSelectionTimeoutMS: 60_000 };
  const connection = await mongoose.createConnection(url, options).asPromise();
  const entries = connection.collection<Row>('entries');
  const moves = connection.collection<MoveRow>('moves');
  return {
    heads: async (channelIds) => {
      const heads = new Map<string, number>();
      for (const channelId of channelIds) {
        const last = await entries.findOne({ channelId }, { sort: { seq: -1 } });
        heads.set(channelId, last?.seq ?? 0);
      }
      return heads;
    },
    moving: () => moves.countDocuments({ done: false }),
    dump: async () => {
      const deadline = performance.now() + 60_000;
      while (await entries.findOne({ kind: 'message.edited', text: { $exists: true } })) {
        if (performance.now() > deadline) throw new Error('a row never got its text');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return dump(connection);
    },
    close: () => connection.close(),
  };
}

/** As of now, whatever is still to be projected. */
export async function dump(connection: Connection): Promise<Dumped> {
  const workspace = await connection.collection('workspace').findOne({});
  const rows = await connection
    .collection<Row>('entries')
    .find({}, { projection: { _id: 0 } })
    .toArray();
  const log = rows.map(({ lane, ...row }) => ({
    ...row,
    ...(row.kind === 'message' ? { rootSeq: lane > 0 ? lane : null } : {}),
  }));
  const moves = await connection
    .collection<MoveRow>('moves')
    .find({}, { projection: { _id: 0 } })
    .toArray();
  return { epoch: String(workspace?.['epoch'] ?? ''), log, moves };
}
