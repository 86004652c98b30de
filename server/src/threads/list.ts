import {
  allowed,
  isThreadMuted,
  isThreadPinned,
  type MemberId,
  type ParsedInput,
  type Seq,
  type Thread,
} from '@atrium/shared';
import { type Connection, trusted } from 'mongoose';
import { plain } from '../core/command.ts';
import { fromCursor, numberFromCursor, toCursor } from '../core/cursor.ts';
import { followModel, threadModel, toThread } from '../core/journal/models.ts';
import { demandRead, loadPlace } from '../core/place.ts';
import { toThreadSummaries } from './summary.ts';

/** Pinned threads come first and whole, then the rest by newest activity, then the muted ones. */
type Part = 'rest' | 'muted';

export const list = plain('thread.list', {
  load: (context, { channelId }) => loadPlace(context, channelId),
  allow: () => allowed,
  run: async (context, input, { journal, place }) => {
    const { core, actor, now } = context;
    await journal.projected();
    const { connection } = core.db;
    const from = fromCursor(input.cursor, 2);
    const filter = await filterOf(connection, actor.memberId, input, place.standing?.visibleFrom ?? 1);
    let part: Part = from?.[0] === 'muted' ? 'muted' : 'rest';
    let before = from ? numberFromCursor(from[1]!) : Number.MAX_SAFE_INTEGER;
    const page: Thread[] = from ? [] : await pinned(connection, filter, now);
    let next: string | null = null;
    for (let room = input.limit; ; room = input.limit - page.length) {
      const found = await stretch(connection, filter, before, part, now, room);
      page.push(...found.threads);
      next = found.more ? toCursor(part, activeSeq(page.at(-1)!)) : null;
      if (next !== null || part === 'muted') break;
      [part, before] = ['muted', Number.MAX_SAFE_INTEGER];
      if (page.length >= input.limit) {
        next = toCursor(part, before);
        break;
      }
    }
    const threads = await toThreadSummaries(core, actor, now, journal, page);
    demandRead(context, journal);
    return { threads, next };
  },
});

type Filter = Record<string, unknown>;

async function filterOf(
  connection: Connection,
  memberId: MemberId,
  { channelId, filter }: ParsedInput<'thread.list'>,
  visibleFrom: Seq,
): Promise<Filter> {
  // A page that is full of what lies before somebody's history would be an empty one to them.
  const shown = visibleFrom > 1 ? [{ rootSeq: trusted({ $gte: visibleFrom }) }] : [];
  // What was moved away is no discussion of this channel any more.
  const here: Filter = { channelId, 'flags.moved': trusted({ $ne: 'away' }) };
  if (shown.length > 0) here['$and'] = shown;
  if (filter === 'unresolved') return { ...here, 'flags.resolvedAt': null };
  if (filter === 'resolved') return { ...here, 'flags.resolvedAt': trusted({ $ne: null }) };
  if (filter === 'all') return here;
  const rows = await followModel(connection)
    .find({ memberId, following: true, channelId })
    .limit(5_000)
    .lean();
  return { ...here, $and: [...shown, { rootSeq: trusted({ $in: rows.map(({ rootSeq }) => rootSeq) }) }] };
}

async function pinned(connection: Connection, filter: Filter, now: number): Promise<Thread[]> {
  const rows = await threadModel(connection)
    .find({ ...filter, 'flags.pinned': trusted({ $ne: null }) })
    .lean();
  return rows
    .map(toThread)
    .filter(({ flags }) => isThreadPinned(flags, now))
    .sort((a, b) => activeSeq(b) - activeSeq(a));
}

/** A thread without replies (it has a title, say) was last active when it began. */
function activeSeq({ rootSeq, lastReplySeq }: Thread): Seq {
  return Math.max(rootSeq, lastReplySeq);
}

/** The next threads of one part of the list, newest activity first, from below `before`. */
async function stretch(
  connection: Connection,
  filter: Filter,
  before: Seq,
  part: Part,
  now: number,
  limit: number,
): Promise<{ threads: Thread[]; more: boolean }> {
  const threads: Thread[] = [];
  for (let below = before; threads.length <= limit;) {
    const rows = await newest(
      connection,
      part === 'muted' ? { ...filter, 'flags.muted': trusted({ $ne: null }) } : filter,
      below,
      limit + 1,
    );
    threads.push(
      ...rows.filter(
        ({ flags }) => !isThreadPinned(flags, now) && isThreadMuted(flags, now) === (part === 'muted'),
      ),
    );
    if (rows.length <= limit) break;
    below = activeSeq(rows.at(-1)!);
  }
  return { threads: threads.slice(0, limit), more: threads.length > limit };
}

async function newest(connection: Connection, filter: Filter, below: Seq, limit: number): Promise<Thread[]> {
  const model = threadModel(connection);
  const [replied, fresh] = await Promise.all([
    model
      .find({ ...filter, lastReplySeq: trusted({ $gt: 0, $lt: below }) })
      .sort({ lastReplySeq: -1 })
      .limit(limit)
      .lean(),
    model
      .find({ ...filter, lastReplySeq: 0, rootSeq: trusted({ $lt: below }) })
      .sort({ rootSeq: -1 })
      .limit(limit)
      .lean(),
  ]);
  return [...replied, ...fresh]
    .map(toThread)
    .sort((a, b) => activeSeq(b) - activeSeq(a))
    .slice(0, limit);
}
