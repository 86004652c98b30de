/** Takes moves further that a node left half done: it ended, or its database was away for longer than it waited. */
import type { Core } from '../../core/core.ts';
import { moveModel, type MoveRow } from '../../core/journal/move-model.ts';
import { find } from '../../db/find.ts';
import { completeMove } from './complete.ts';

const everyMs = 5_000;
/** So long a move is left to the node that was asked for it. */
const leaveMs = 5_000;
const movesPerRound = 20;

export function startResumingMoves(core: Core): { close(): Promise<void> } {
  let closed = false;
  let round: Promise<void> = Promise.resolve();
  const next = () => {
    round = round
      .then(() => (closed ? undefined : resumeMoves(core)))
      .catch((err: unknown) => {
        core.log.warn({ err }, 'moves that were left half done could not be looked up');
      });
  };
  next();
  const timer = setInterval(next, everyMs);
  timer.unref();
  return {
    close: async () => {
      closed = true;
      clearInterval(timer);
      await round;
    },
  };
}

async function resumeMoves(core: Core): Promise<void> {
  const { connection } = core.db;
  const rows = await find<MoveRow>(connection, {
    collection: moveModel(connection).collection.name,
    filter: { done: false, at: { $lt: core.clock() - leaveMs } },
    sort: { at: 1 },
    limit: movesPerRound,
  });
  for (const { channelId, rootSeq, fenceSeq } of rows) {
    try {
      await completeMove(core, { channelId, rootSeq, fenceSeq });
    } catch (err) {
      core.log.warn({ err, channelId, rootSeq }, 'a thread could not be taken to its new channel yet');
    }
  }
}
