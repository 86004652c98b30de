/** Puts the messages of a thread that was sent away into its new channel, in their order, each once. */
import { AtriumError, limits, type Message, type Seq, type Verdict } from '@atrium/shared';
import type { AppendResult, EntryDraft, Head, MessageDraft } from '../../core/journal/types.ts';
import type { Move } from './complete.ts';

/** Where the messages of a thread are now, by where they were. */
export type Places = ReadonlyMap<Seq, Seq>;

/**
 * The root's place in the new channel is where it is decided, once for all nodes, whether that channel takes the thread:
 * one of them writes the root there, or an entry without meaning under the same clientId, and all the others find it.
 * @returns null when it is not taken
 */
export async function copyRoot(move: Move, canTake: (head: Head) => Verdict): Promise<Seq | null> {
  const { target, fence } = move;
  const { seq } = await append(move, fence.root, (head) =>
    canTake(head).ok ? draftOf(fence.root, null) : { kind: 'noop' },
  );
  return (await target.messages([seq])).has(seq) ? seq : null;
}

export async function copyReplies(move: Move, newRootSeq: Seq): Promise<Places> {
  const { target, fence } = move;
  const places = new Map([[fence.rootSeq, newRootSeq]]);
  for (let from = 0; from < fence.replies.length; from += limits.batchEntriesMax) {
    const some = fence.replies.slice(from, from + limits.batchEntriesMax);
    const results = await Promise.all(
      some.map((reply) =>
        append(move, reply, async (head) => {
          const thread = await head.thread(newRootSeq);
          // Whoever else takes these steps was quicker; its clientId says where the reply is.
          return thread?.lastRn === reply.rn - 1 ? draftOf(reply, newRootSeq) : null;
        }),
      ),
    );
    for (const [index, { seq, changed }] of results.entries()) {
      if (!changed) throw new AtriumError('retry_later');
      places.set(some[index]?.seq ?? 0, seq);
    }
  }
  await target.projected();
  return places;
}

function append(
  { target, fence }: Move,
  message: Message,
  decide: (head: Head) => EntryDraft | null | Promise<EntryDraft | null>,
): Promise<AppendResult> {
  return target.append({
    authorId: message.authorId,
    clientId: fence.idFor(message.seq),
    digest: fence.digest,
    decide: (_state, head) => decide(head),
  });
}

function draftOf(message: Message, rootSeq: Seq | null): MessageDraft {
  const { body, action, mentions, files, reactions, editedAt, deletedAt } = message;
  const moved = { at: message.moved?.at ?? message.at, wasDeleted: deletedAt !== null };
  return {
    ...{ kind: 'message', rootSeq, body, action, mentions, files },
    moved: { reactions, editedAt, deletedAt, moved },
  };
}
