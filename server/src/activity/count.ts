import type { ChannelId } from '@atrium/shared';
import { type Connection, trusted } from 'mongoose';
import type { ActivityRow } from '../core/journal/models.ts';
import { type ActivityReader, findActivity, isRead } from './rows.ts';

/** Nobody needs to know how many hundreds beyond this. */
const COUNT_MAX = 999;

/** How much unread activity a member has, in all and in each channel itself (not its threads). */
export async function countUnread(
  connection: Connection,
  reader: ActivityReader,
): Promise<{ total: number; byChannel: Map<ChannelId, number>; rows: ActivityRow[] }> {
  const rows = await findActivity(connection, reader, { at: trusted({ $gt: reader.clearedAt }) }, COUNT_MAX);
  const byChannel = new Map<ChannelId, number>();
  const unread = rows.filter((row) => !isRead(row, reader));
  for (const row of unread) {
    if (row.rootSeq === null) byChannel.set(row.channelId, (byChannel.get(row.channelId) ?? 0) + 1);
  }
  return { total: unread.length, byChannel, rows: unread };
}
