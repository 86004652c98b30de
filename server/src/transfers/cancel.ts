import { rm } from 'node:fs/promises';
import { AtriumError } from '@atrium/shared';
import { trusted } from 'mongoose';
import { plain } from '../core/command.ts';
import { canTransfer, loadTransfer } from './ground.ts';
import { toImportJob, transferModel, type TransferRow } from './model.ts';
import { uploadPath } from './places.ts';

export const cancel = plain('import.cancel', {
  load: (context, { id }) => loadTransfer(context, 'import', id),
  allow: canTransfer,
  run: async ({ core }, { id }) => {
    const rows = transferModel(core.db.connection);
    const stopping = await rows
      .findOneAndUpdate(
        { _id: id, state: trusted({ $in: ['waiting', 'running', 'stopping'] }) },
        { $set: { state: 'stopping' } },
        { returnDocument: 'after' },
      )
      .lean<TransferRow>();
    if (stopping) return { job: toImportJob(stopping) };
    const dropped = await rows
      .findOneAndDelete({ _id: id, state: trusted({ $in: ['uploading', 'ready', 'stopped', 'failed'] }) })
      .lean<TransferRow>();
    if (!dropped) throw new AtriumError('conflict');
    await rm(uploadPath(core.config, id), { force: true });
    return { job: null };
  },
});
