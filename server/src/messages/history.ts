import { AtriumError, allowed, type HistoryPage, type Seq } from '@atrium/shared';
import { type CommandContext, plain } from '../core/command.ts';
import type { HistoryRange, Journal } from '../core/journal/types.ts';
import { demandRead, type Here, loadConversation } from '../core/place.ts';
import { shareText } from '../core/shared-text.ts';

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

/** Pages as of one head, for those who see everything: after a node was lost everybody asks for the same ones. */
interface Kept {
  seq: Seq;
  pages: Map<string, Promise<HistoryPage>>;
}
const kept = new WeakMap<Journal, Kept>();
const pagesMax = 8;
/** A storm is over by then; what is deleted must not stay in memory because nobody looks at the channel any more. */
const keptMs = 5_000;

function keep(journal: Journal): Kept {
  const fresh: Kept = { seq: journal.state.seq, pages: new Map() };
  kept.set(journal, fresh);
  setTimeout(() => {
    if (kept.get(journal) === fresh) kept.delete(journal);
  }, keptMs).unref();
  return fresh;
}

/** An entry changes every page that it could be seen on: what was read as of another head is not used. */
function sharedPage(journal: Journal, range: HistoryRange): Promise<HistoryPage> {
  const { seq } = journal.state;
  let known = kept.get(journal);
  if (known?.seq !== seq) known = keep(journal);
  const { pages } = known;
  const { rootSeq, before, after, around, limit } = range;
  const key = `${rootSeq} ${before} ${after} ${around} ${limit}`;
  const begun = pages.get(key);
  if (begun) return begun;
  const page = readPage(journal, range, 1).then(shareText);
  page.catch(() => pages.delete(key));
  pages.set(key, page);
  if (pages.size > pagesMax) for (const oldest of pages.keys()) return (pages.delete(oldest), page);
  return page;
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
