/**
 * What a journal answers alike to all who see everything, as of one head: after a node was lost everybody asks for the same
 * pages, and for what followed the same positions.
 */
import type { Seq } from '@atrium/shared';
import type { Journal } from './journal/types.ts';
import { shareText } from './shared-text.ts';

interface Kept {
  seq: Seq;
  answers: Map<string, Promise<object>>;
}
const kept = new WeakMap<Journal, Kept>();
const answersMax = 16;
/** A storm is over by then; what is deleted must not stay in memory because nobody looks at the channel any more. */
const keptMs = 5_000;

function keep(journal: Journal): Kept {
  const fresh: Kept = { seq: journal.state.seq, answers: new Map() };
  kept.set(journal, fresh);
  setTimeout(() => {
    if (kept.get(journal) === fresh) kept.delete(journal);
  }, keptMs).unref();
  return fresh;
}

/**
 * An entry changes every answer that it could be seen in: what was read as of another head is not used. Who may have the
 * answer is for the caller to ask, for each reader, once it is there.
 * @param key what is asked, and of which kind
 */
export function sharedAnswer<Answer extends object>(
  journal: Journal,
  key: string,
  read: () => Promise<Answer>,
): Promise<Answer> {
  const { seq } = journal.state;
  let known = kept.get(journal);
  if (known?.seq !== seq) known = keep(journal);
  const { answers } = known;
  const begun = answers.get(key);
  if (begun) return begun as Promise<Answer>;
  const answer = read().then(shareText);
  answer.catch(() => answers.delete(key));
  answers.set(key, answer);
  if (answers.size > answersMax) for (const oldest of answers.keys()) return (answers.delete(oldest), answer);
  return answer;
}
