/**
 * Which threads this person follows. Entries begin and renew it by the same rules as on the server; what the person chose
 * comes from the server. Each value says as of which entry it holds, so that either may come first.
 */
import type { ChannelId, FollowState, Seq } from '@atrium/shared';
import { type ConversationKey, keyOf } from './conversation.ts';
import type { Conversation } from './views.ts';

/** The server lists at most so many: of what is missing from a longer list nothing is known. */
const listedMax = 5_000;

type Thread = Pick<FollowState, 'channelId' | 'rootSeq'>;

/**
 * A thread is followed by a mention, or by what it began with, only where nothing else was known of it: whatever else is
 * known of it holds before and after, whichever is heard of first.
 */
function isOlder(follow: FollowState, known: FollowState): boolean {
  const [begins, began] = [follow, known].map(({ why }) => why === 'started' || why === 'mentioned');
  return begins === began ? follow.asOf < known.asOf : begins === true;
}

export class FollowBook {
  readonly #follows = new Map<ConversationKey, FollowState>();

  get(conversation: Conversation): FollowState | null {
    return this.#follows.get(keyOf(conversation)) ?? null;
  }

  all(): IterableIterator<FollowState> {
    return this.#follows.values();
  }

  /** Only of somebody who has never followed, or stopped following, the thread. Answers whether it changed anything. */
  begin({ channelId, rootSeq }: Thread, why: 'started' | 'mentioned', asOf: Seq): boolean {
    if (this.get({ channelId, rootSeq })) return false;
    return this.put({ channelId, rootSeq, following: true, why, asOf });
  }

  /** Writing in a thread follows it, also after one had stopped. */
  again({ channelId, rootSeq }: Thread, asOf: Seq): boolean {
    const known = this.get({ channelId, rootSeq });
    if (known && known.asOf >= asOf) return false;
    return this.put({ channelId, rootSeq, following: true, why: 'replied', asOf });
  }

  put(follow: FollowState): boolean {
    const known = this.get(follow);
    if (known && isOlder(follow, known)) return false;
    this.#follows.set(keyOf(follow), follow);
    return known?.following !== follow.following || known.why !== follow.why;
  }

  /** All there are, as of an entry of each channel. Answers those that turned out not to be. */
  missingFrom(listed: readonly FollowState[], asOf: ReadonlyMap<ChannelId, Seq>): FollowState[] {
    if (listed.length >= listedMax) return [];
    const keys = new Set(listed.map(keyOf));
    return [...this.#follows.values()].filter(
      (follow) => !keys.has(keyOf(follow)) && follow.asOf <= (asOf.get(follow.channelId) ?? -1),
    );
  }

  remove(thread: Thread): void {
    this.#follows.delete(keyOf(thread));
  }

  forget(channelId: ChannelId): void {
    for (const [key, follow] of this.#follows) if (follow.channelId === channelId) this.#follows.delete(key);
  }
}
