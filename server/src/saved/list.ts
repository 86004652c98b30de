import { allowed } from '@atrium/shared';
import { trusted } from 'mongoose';
import { plain } from '../core/command.ts';
import { fromCursor, numberFromCursor, toCursor } from '../core/cursor.ts';
import { readableMessages } from '../core/readable.ts';
import { savedRows, toSaved } from './model.ts';

export const list = plain('saved.list', {
  allow: () => allowed,
  run: async ({ core, actor, now }, { cursor, limit }) => {
    const from = fromCursor(cursor, 1);
    const rows = await savedRows(core.db.connection)
      .find({
        memberId: actor.memberId,
        ...(from ? { at: trusted({ $lt: numberFromCursor(from[0]!) }) } : {}),
      })
      .sort({ at: -1, _id: -1 })
      .limit(limit)
      .lean();
    const messages = await readableMessages(core, actor, now, rows);
    const saved = rows.flatMap((row) => {
      const message = messages.get(`${row.channelId}/${row.seq}`);
      return message ? [toSaved(row, message)] : [];
    });
    return { saved, next: rows.length === limit ? toCursor(rows.at(-1)!.at) : null };
  },
});
