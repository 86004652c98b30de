/**
 * What a node may tell others of what it appended, so that they need not ask the database: messages of the channel itself.
 * They say nothing of who may do what, and touch no other row.
 */
import { channelLane, type ChannelId, type EntriesPacket } from '@atrium/shared';
import { channelId, clientId, plainId, seq, time } from '@atrium/shared/schema';
import * as z from 'zod';
import { type Recent, weightOf } from './recent.ts';
import { type EntryRow, toRow } from './row.ts';

export type HeardRow = EntryRow;

/** Loose: a newer node's messages may have more to them, as its rows in the database may. */
export const heardRow: z.ZodType<HeardRow> = z.looseObject({
  channelId,
  seq,
  at: time,
  authorId: plainId,
  clientId: clientId.nullable(),
  digest: z.string(),
  kind: z.literal('message'),
  n: z.int().min(0),
  lane: z.literal(channelLane),
  body: z.string(),
  updatedSeq: seq,
  moved: z.never().optional(),
  text: z.never().exactOptional(),
});

/** About so many bytes. More is asked for by those who want it. */
const weightMax = 64 * 1024;

export function heardRows(
  id: ChannelId,
  entries: EntriesPacket['entries'],
  recent: Recent,
): HeardRow[] | null {
  let weight = 0;
  const rows: HeardRow[] = [];
  for (const entry of entries) {
    const taken = recent.get(entry.seq);
    if (!taken || taken.entry.kind !== 'message' || taken.entry.rootSeq !== null || taken.entry.moved)
      return null;
    weight += weightOf(taken);
    if (weight > weightMax) return null;
    const { _id, ...row } = toRow(id, taken);
    rows.push(row);
  }
  return rows;
}
