import { AtriumError, allowed } from '@atrium/shared';
import { plain } from '../core/command.ts';
import type { HistoryRange } from '../core/journal/types.ts';
import { loadConversation } from '../core/place.ts';
import { toPage } from '../messages/history.ts';
import { toThreadSummaries } from './summary.ts';

export const open = plain('thread.open', {
  load: (context, { channelId, rootSeq }) => loadConversation(context, { channelId, rootSeq }),
  // What is allowed is what `loadConversation` found.
  allow: () => allowed,
  run: async (context, { rootSeq, around, limit }, here) => {
    const { core, actor, now } = context;
    const { journal } = here;
    const thread = await journal.thread(rootSeq);
    await journal.projected();
    const [summary] = thread ? await toThreadSummaries(core, actor, now, journal, [thread]) : [];
    if (!summary) throw new AtriumError('not_found');
    const range: HistoryRange = { rootSeq, limit };
    const unreadFrom =
      summary.read && summary.read.headN > summary.read.markN ? summary.read.markSeq + 1 : undefined;
    const seq = around === 'unread' ? unreadFrom : around === 'newest' ? undefined : around;
    if (seq !== undefined) range.around = seq;
    return { summary, page: await toPage(context, here, range) };
  },
});
