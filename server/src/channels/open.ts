import { allowed } from '@atrium/shared';
import { plain } from '../core/command.ts';
import type { HistoryRange } from '../core/journal/types.ts';
import { loadPlace } from '../core/place.ts';
import { toPage } from '../messages/history.ts';
import { channelSummary } from './summary.ts';

export const open = plain('channel.open', {
  load: (context, { channelId }) => loadPlace(context, channelId),
  // What is allowed is what `loadPlace` found.
  allow: () => allowed,
  run: async (context, { around, limit }, here) => {
    const summary = await channelSummary(context, here.journal);
    const { read } = summary;
    const unreadFrom = read.headN > read.markN + read.deletedAfter ? read.markSeq + 1 : undefined;
    const seq = around === 'unread' ? unreadFrom : around === 'newest' ? undefined : around;
    const range: HistoryRange = { rootSeq: null, limit };
    if (seq !== undefined) range.around = seq;
    return { summary, page: await toPage(context, here, range) };
  },
});
