import {
  AtriumError,
  canFollow,
  canSee,
  type ChannelId,
  denied,
  type FollowState,
  isHere,
  type MemberId,
  type Seq,
} from '@atrium/shared';
import { type CommandContext, plain } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import { followModel, readModel } from '../core/journal/models.ts';
import type { Journal } from '../core/journal/types.ts';
import { demand, loadPlace } from '../core/place.ts';
import { retryUpsert } from '../core/retry-upsert.ts';
import { loadReadState } from '../reads/read-state.ts';

/** A thread that the actor may see, and its root. @throws {AtriumError} `not_found` */
export async function loadRoot(context: CommandContext, input: { channelId: ChannelId; rootSeq: Seq }) {
  const here = await loadPlace(context, input.channelId);
  demand(canSee(context.actor, here.place, input.rootSeq));
  const root = (await here.journal.messages([input.rootSeq])).get(input.rootSeq);
  if (!root || root.rootSeq !== null) throw new AtriumError('not_found');
  return { ...here, root };
}

/** Sets whether somebody follows a thread by their own choice, which outlasts what earlier entries say. */
export async function setFollow(
  core: Core,
  memberId: MemberId,
  journal: Journal,
  rootSeq: Seq,
  following: boolean,
): Promise<FollowState> {
  await journal.projected();
  const { channelId, state } = journal;
  const key = { channelId, rootSeq, memberId };
  const asOf = state.seq;
  const rows = followModel(core.db.connection);
  const $set = { following, why: 'chosen', asOf } as const;
  await retryUpsert(() => rows.updateOne(key, { $set }, { upsert: true }));
  const follow: FollowState = { channelId, rootSeq, following, why: 'chosen', asOf };
  core.feed.publish(memberId, { follows: [follow] });
  return follow;
}

export const follow = plain('thread.follow', {
  load: loadRoot,
  allow: ({ actor }, _input, { place, root }) =>
    place.standing ? canFollow(actor, place, root) : denied('forbidden'),
  run: async ({ core, actor }, { rootSeq }, { journal }) => {
    demand(isHere((await journal.thread(rootSeq))?.flags ?? null));
    const followed = await setFollow(core, actor.memberId, journal, rootSeq, true);
    const thread = await journal.thread(rootSeq);
    // Whoever begins to follow has seen what is there: only what comes is news.
    const rows = readModel(core.db.connection);
    const key = { channelId: journal.channelId, rootSeq, memberId: actor.memberId };
    const { seq } = journal.state;
    const fresh = { markSeq: seq, markN: thread?.lastRn ?? 0, asOf: seq };
    await retryUpsert(() => rows.updateOne(key, { $setOnInsert: fresh }, { upsert: true }));
    const read = await loadReadState(core.db.connection, actor.memberId, journal, rootSeq);
    core.feed.publish(actor.memberId, { reads: [read] });
    return { follow: followed, read };
  },
});
