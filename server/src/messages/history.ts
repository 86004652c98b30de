import { AtriumError, allowed, canRead, type HistoryPage } from '@atrium/shared';
import { type CommandContext, plain } from '../core/command.ts';
import type { HistoryRange, Journal } from '../core/journal/types.ts';
import { demand, type Here, loadConversation, placeIn } from '../core/place.ts';

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
  const viewer = { visibleFrom: place.standing?.visibleFrom ?? 1 };
  const page = await journal.history(range, viewer);
  const threads = range.rootSeq === null ? await threadsOn(journal, page.entries) : [];
  // Reading may have brought in newer entries, the actor's removal among them: what is sent is allowed as of all of them.
  const since = placeIn(journal, actor, now);
  demand(canRead(actor, since));
  if ((since.standing?.visibleFrom ?? 1) !== viewer.visibleFrom) throw new AtriumError('retry_later');
  return { channelId: journal.channelId, rootSeq: range.rootSeq, threads, ...page };
}

async function threadsOn(journal: Journal, entries: HistoryPage['entries']) {
  const roots = entries.flatMap((entry) => ('kind' in entry && entry.kind === 'message' ? [entry.seq] : []));
  return roots.length === 0 ? [] : [...(await journal.threads(roots)).values()];
}
