import { timerMsMax, type Timers } from '../net/timers.ts';
import type { ChannelBook } from './book.ts';
import { rowsChanged } from './record.ts';

/**
 * Tells of threads whose pin or mute is over, when it is: what is unread, their order and their menus follow from it.
 * @param now the server's clock
 * @returns ends it
 */
export function tellFlagEnds(book: ChannelBook, timers: Timers, now: () => number): () => void {
  let toldUpTo = now();
  let next = Number.POSITIVE_INFINITY;
  let cancel = () => {};

  const plan = () => {
    // The server's clock is known better by now, and may be behind what was thought of it.
    toldUpTo = Math.min(toldUpTo, now());
    const end = Math.min(...[...book.all()].map(({ flags }) => flags.nextEnd(toldUpTo)));
    if (end === next) return;
    cancel();
    next = end;
    if (end === Number.POSITIVE_INFINITY) return;
    cancel = timers.after(Math.min(Math.max(0, end - now()), timerMsMax), () => {
      next = Number.POSITIVE_INFINITY;
      tell(now());
      plan();
    });
  };
  const tell = (by: number) => {
    const after = toldUpTo;
    toldUpTo = by;
    for (const record of book.all()) {
      const ended = record.flags.endedBetween(after, by);
      if (ended.length > 0) record.changed.emit(rowsChanged(new Set(ended)));
    }
  };
  const offs = [book.changed.on(plan), book.listed.on(plan)];
  return () => {
    for (const off of offs) off();
    cancel();
  };
}
