import type { AtriumError } from '@atrium/shared';
import { retryAfterMs, toAtriumError } from '../net/errors.ts';
import { sleep, type Timers } from '../net/timers.ts';
import { isMissing } from './pages.ts';

/**
 * Asks until there is an answer, with growing pauses: nobody is to ask for a page that a server cannot give now as often as
 * a screen is drawn.
 * @throws {AtriumError} once it is not wanted any more, or where there is no such thing
 */
export async function insist<Answer>(
  ask: () => Promise<Answer>,
  wanted: () => boolean,
  timers: Timers,
): Promise<Answer> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      const known: AtriumError = toAtriumError(error);
      if (isMissing(known)) throw known;
      await sleep(timers, retryAfterMs(known, attempt, timers.random()));
      if (!wanted()) throw known;
    }
  }
}
