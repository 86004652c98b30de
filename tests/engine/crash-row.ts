/** The rows that the crash test writes, and the indexes that must agree with them. */
import { createHash } from 'node:crypto';
import type { IndexDescription } from 'mongodb';
import type { Random } from '../random.ts';

export interface Row {
  _id: string;
  channel: number;
  seq: number;
  clientId: string;
  tags: string[];
  live: boolean;
  rev: number;
  body: string;
  sum: string;
}

/** One step of one writer. A writer has at most one step that was begun and not acknowledged. */
export type Step =
  | { kind: 'insert'; rows: Row[] }
  | { kind: 'update'; before: Row; after: Row }
  | { kind: 'delete'; row: Row };

/** A line of a writer's journal: written before the command is sent, and again once it is acknowledged. */
export type JournalLine = { writer: number; begun: Step } | { writer: number; acknowledged: true };

export const INDEXES: IndexDescription[] = [
  { key: { channel: 1, seq: 1 }, name: 'order', unique: true },
  { key: { clientId: 1 }, name: 'client', unique: true, partialFilterExpression: { live: true } },
  { key: { tags: 1 }, name: 'tags' },
  { key: { live: 1, rev: -1 }, name: 'live' },
];

/** How many entries a row must have in each index. */
export const ENTRIES: Record<string, (row: Row) => number> = {
  _id_: () => 1,
  order: () => 1,
  client: (row) => (row.live ? 1 : 0),
  tags: (row) => Math.max(1, new Set(row.tags).size),
  live: () => 1,
};

const checksum = (row: Omit<Row, 'sum'>) => createHash('sha1').update(JSON.stringify(row)).digest('hex');

/** Whether a row is whole: each field belongs to the same write. */
export const isWhole = ({ sum, ...row }: Row): boolean => checksum(row) === sum;

const contents = (random: Random) => ({
  tags: random.several(random.whole(0, 4), () => `t${random.whole(0, 20)}`),
  live: random.chance(0.6),
  body: 'x'.repeat(random.chance(0.1) ? random.whole(4000, 20_000) : random.whole(0, 300)),
});

const sealed = (row: Omit<Row, 'sum'>): Row => ({ ...row, sum: checksum(row) });

export function newRow(random: Random, round: number, writer: number, count: number): Row {
  const _id = `${round}.${writer}.${count}`;
  // Writers take turns in a few channels, so that their keys lie between each other's.
  const seq = round * 1_000_000 + count * 64 + writer;
  return sealed({ _id, channel: count % 5, seq, clientId: `k${_id}`, ...contents(random), rev: 0 });
}

export function changedRow(random: Random, before: Row): Row {
  const { _id, channel, seq, clientId, rev } = before;
  return sealed({ _id, channel, seq, clientId, ...contents(random), rev: rev + 1 });
}
