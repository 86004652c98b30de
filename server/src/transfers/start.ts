import { AtriumError } from '@atrium/shared';
import { trusted } from 'mongoose';
import { plain } from '../core/command.ts';
import { canTransfer, loadTransfer } from './ground.ts';
import { toImportJob, transferModel, type TransferRow } from './model.ts';

/** The server takes up what waits: see runner.ts. */
export const start = plain('import.start', {
  load: (context, { id }) => loadTransfer(context, 'import', id),
  allow: canTransfer,
  run: async ({ core }, { id }) => {
    const row = await transferModel(core.db.connection)
      .findOneAndUpdate(
        { _id: id, state: trusted({ $in: ['ready', 'stopped', 'failed'] }) },
        { $set: { state: 'waiting', problem: null, finishedAt: null } },
        { returnDocument: 'after' },
      )
      .lean<TransferRow>();
    if (!row) throw new AtriumError('conflict');
    return { job: toImportJob(row) };
  },
});
