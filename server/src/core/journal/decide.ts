/** What is to become of a request at the head that its entry would follow. */
import { isUnavailable } from '../database-errors.ts';
import type { Speculation } from './speculation.ts';
import type { AppendRequest, EntryDraft } from './types.ts';

export type Decision = { draft: EntryDraft | null } | { error: unknown };

/** Synchronous where the rule needs no rows, so that a batch of posts is made in one go. */
export function decide(request: AppendRequest, batch: Speculation): Decision | Promise<Decision> {
  try {
    const decided = request.decide(batch.state, batch);
    if (!(decided instanceof Promise)) return { draft: decided };
    return decided.then((draft) => ({ draft }), refusalOf);
  } catch (error) {
    return refusalOf(error);
  }
}

/** A database that does not answer is no refusal: the round fails and is tried again. */
function refusalOf(error: unknown): Decision {
  if (isUnavailable(error)) throw error;
  return { error };
}
