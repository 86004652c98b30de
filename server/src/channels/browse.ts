import { canInWorkspace } from '@atrium/shared';
import { trusted } from 'mongoose';
import { plain } from '../core/command.ts';
import { fromCursor, toCursor } from '../core/cursor.ts';
import { channelModel, standingModel, toChannel } from '../core/journal/models.ts';

export const browse = plain('channel.browse', {
  allow: ({ actor }) => canInWorkspace(actor, 'channel.browse'),
  run: async ({ core, actor }, { query, archived, cursor, limit }) => {
    const { connection } = core.db;
    const filter: Record<string, unknown> = { kind: 'public', $and: [{ name: nameFilter(query, cursor) }] };
    if (!archived) filter['archivedAt'] = null;
    if (actor.tokenChannelIds) filter['_id'] = trusted({ $in: [...actor.tokenChannelIds] });
    const rows = await channelModel(connection)
      .find(filter)
      .sort({ name: 1 })
      .limit(limit + 1)
      .lean();
    const page = rows.slice(0, limit);
    const joined = await standingModel(connection)
      .find({
        memberId: actor.memberId,
        present: true,
        channelId: trusted({ $in: page.map(({ _id }) => _id) }),
      })
      .lean();
    const mine = new Set(joined.map(({ channelId }) => channelId));
    const last = page.at(-1);
    return {
      channels: page.map((row) => ({
        channel: toChannel(row),
        memberCount: row.memberCount,
        joined: mine.has(row._id),
      })),
      next: rows.length > limit && last ? toCursor(hex(last.name)) : null,
    };
  },
});

function nameFilter(query: string, cursor: string | undefined): unknown {
  const [after] = fromCursor(cursor, 1) ?? [];
  const conditions: Record<string, unknown> = {
    $gt: after === undefined ? '' : Buffer.from(after, 'hex').toString(),
  };
  // What somebody typed is looked for as it stands, never as a pattern.
  if (query !== '')
    conditions['$regex'] = query.toLowerCase().replaceAll(/[$()*+.?[\\\]^{|}-]/g, String.raw`\$&`);
  return trusted(conditions);
}

/** Names have letters of all scripts; a cursor has not. */
function hex(name: string): string {
  return Buffer.from(name).toString('hex');
}
