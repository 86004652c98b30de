import { AtriumError, allowed, type HistoryPage, type Seq } from '@atrium/shared';
import { type CommandContext, plain } from '../core/command.ts';
import type { HistoryRange, Journal } from '../core/journal/types.ts';
import { demandRead, type Here, loadConversation } from '../core/place.ts';
import { sharedAnswer } from '../core/shared-answers.ts';

export const history = plain('message.history', {
  load: (context, { channelId, rootSeq }) => loadConversation(context, { channelId, rootSeq }),
  // What is allowed is what `loadConversation` found.
  allow: () => allowed,
  run: async (context, { rootSeq, before, after, around, limit }, here) => {
    const range: HistoryRange = { rootSeq, limit };
    if (around !== undefined) range.around = around;
    else if (after !== undefined) range.after = after;
    else if (before !== undefined) range.before = before;
    return toPage(context, here, range);
  },
});

/** A page of a conversation for one reader, with the threads that begin on it. */
export async function toPage(
  { actor, now }: Pick<CommandContext, 'actor' | 'now'>,
  { journal, place }: Here,
  range: HistoryRange,
): Promise<HistoryPage> {
  const visibleFrom = place.standing?.visibleFrom ?? 1;
  const page = await (visibleFrom === 1 ? sharedPage(journal, range) : readPage(journal, range, visibleFrom));
  const since = demandRead({ actor, now }, journal);
  if ((since.standing?.visibleFrom ?? 1) !== visibleFrom) throw new AtriumError('retry_later');
  return page;
}

function sharedPage(journal: Journal, range: HistoryRange): Promise<HistoryPage> {
  const { rootSeq, before, after, around, limit } = range;
  const key = `page ${rootSeq} ${before} ${after} ${around} ${limit}`;
  return sharedAnswer(journal, key, () => readPage(journal, range, 1));
}

async function readPage(journal: Journal, range: HistoryRange, visibleFrom: Seq): Promise<HistoryPage> {
  const page = await journal.history(range, { visibleFrom });
  const threads = range.rootSeq === null ? await threadsOn(journal, page.entries) : [];
  return { channelId: journal.channelId, rootSeq: range.rootSeq, threads, ...page };
}

async function threadsOn(journal: Journal, entries: HistoryPage['entries']) {
  const roots = entries.flatMap((entry) => ('kind' in entry && entry.kind === 'message' ? [entry.seq] : []));
  return roots.length === 0 ? [] : [...(await journal.threads(roots)).values()];
}
