import type { ChannelId } from '@atrium/shared';
import { type Connection, trusted } from 'mongoose';
import { type ActivityReader, findActivity, isRead } from './rows.ts';

/** Nobody needs to know how many hundreds beyond this. */
const COUNT_MAX = 999;

/** How much unread activity a member has, in all and in each channel itself (not its threads). */
export async function countUnread(
  connection: Connection,
  reader: ActivityReader,
): Promise<{ total: number; byChannel: Map<ChannelId, number> }> {
  const rows = await findActivity(connection, reader, { at: trusted({ $gt: reader.clearedAt }) }, COUNT_MAX);
  const byChannel = new Map<ChannelId, number>();
  let total = 0;
  for (const row of rows) {
    if (isRead(row, reader)) continue;
    total += 1;
    if (row.rootSeq === null) byChannel.set(row.channelId, (byChannel.get(row.channelId) ?? 0) + 1);
  }
  return { total, byChannel };
}
