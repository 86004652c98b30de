/** There is one copy of a body: what is in the new channel is deleted in the old one, as anybody's deletion would do it. */
import { limits } from '@atrium/shared';
import { deletionOf } from '../../messages/target.ts';
import type { Move } from './complete.ts';

export async function emptySource({ source, fence }: Move): Promise<void> {
  const { moverId: authorId, digest } = fence;
  const seqs = [...fence.replies, fence.root].flatMap(({ seq, deletedAt }) =>
    deletedAt === null ? [seq] : [],
  );
  for (let from = 0; from < seqs.length; from += limits.batchEntriesMax) {
    await Promise.all(
      seqs.slice(from, from + limits.batchEntriesMax).map((seq) =>
        source.append({
          ...{ authorId, digest, clientId: fence.idFor(`empty ${seq}`) },
          decide: async (_state, head) => {
            const message = (await head.messages([seq])).get(seq);
            return message && message.deletedAt === null ? deletionOf(message) : null;
          },
        }),
      ),
    );
  }
  await source.append({
    ...{ authorId, digest, clientId: fence.idFor('untitle') },
    decide: async (_state, head) => {
      const thread = await head.thread(fence.rootSeq);
      if (!thread || thread.title === null) return null;
      return { kind: 'thread.titled', target: fence.rootSeq, text: { title: null } };
    },
  });
}
