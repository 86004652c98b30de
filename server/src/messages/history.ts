import { allowed, type HistoryPage } from '@atrium/shared';
import { plain } from '../core/command.ts';
import type { HistoryRange, Journal } from '../core/journal/types.ts';
import { type Here, loadConversation } from '../core/place.ts';

export const history = plain('message.history', {
  load: (context, { channelId, rootSeq }) => loadConversation(context, { channelId, rootSeq }),
  // What is allowed is what `loadConversation` found.
  allow: () => allowed,
  run: async (_context, { rootSeq, before, after, around, limit }, here) => {
    const range: HistoryRange = { rootSeq, limit };
    if (around !== undefined) range.around = around;
    else if (after !== undefined) range.after = after;
    else if (before !== undefined) range.before = before;
    return toPage(here, range);
  },
});

/** A page of a conversation for one reader, with the threads that begin on it. */
export async function toPage({ journal, place }: Here, range: HistoryRange): Promise<HistoryPage> {
  const viewer = { visibleFrom: place.standing?.visibleFrom ?? 1 };
  const page = await journal.history(range, viewer);
  const threads = range.rootSeq === null ? await threadsOn(journal, page.entries) : [];
  return { channelId: journal.channelId, rootSeq: range.rootSeq, threads, ...page };
}

async function threadsOn(journal: Journal, entries: HistoryPage['entries']) {
  const roots = entries.flatMap((entry) => ('kind' in entry && entry.kind === 'message' ? [entry.seq] : []));
  return roots.length === 0 ? [] : [...(await journal.threads(roots)).values()];
}
