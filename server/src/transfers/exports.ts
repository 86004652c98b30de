import { rm } from 'node:fs/promises';
import { AtriumError, limits, newId } from '@atrium/shared';
import { trusted } from 'mongoose';
import { plain } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import { isDuplicate } from '../core/database-errors.ts';
import { canTransfer, isAvailable, loadTransfer } from './ground.ts';
import { toExportJob, transferModel, type TransferRow } from './model.ts';
import { exportPath } from './places.ts';

export const startExport = plain('export.start', {
  allow: canTransfer,
  run: async ({ core, actor, now }, { format }) => {
    if (!isAvailable(core.config))
      throw new AtriumError('forbidden', { message: 'on several servers, export from the command line' });
    const rows = transferModel(core.db.connection);
    const row: TransferRow = {
      ...{ _id: newId(), kind: 'export', name: '', format, byId: actor.memberId, state: 'waiting' },
      ...{ size: 0, received: 0, messages: 0, createdAt: now, finishedAt: null, problem: null },
      ...{ progress: null, archiveId: null, open: 'export' },
    };
    try {
      await rows.create(row);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      // Asked for twice: one that is being written is both.
      const known = await rows.findOne({ open: 'export', format }).lean<TransferRow>();
      if (!known) throw new AtriumError('conflict');
      return { job: toExportJob(known) };
    }
    await dropOldest(core);
    return { job: toExportJob(row) };
  },
});

export const listExports = plain('export.list', {
  allow: canTransfer,
  run: async ({ core }) => {
    const rows = await transferModel(core.db.connection)
      .find({ kind: 'export' })
      .sort({ createdAt: -1 })
      .lean<TransferRow[]>();
    return { jobs: rows.map(toExportJob) };
  },
});

export const removeExport = plain('export.remove', {
  load: (context, { id }) => loadTransfer(context, 'export', id),
  allow: canTransfer,
  run: async ({ core }, { id }) => {
    // One that is being written ends when its row is gone, and leaves nothing.
    await transferModel(core.db.connection).deleteOne({ _id: id });
    await rm(exportPath(core.config, id), { force: true });
    return {};
  },
});

/** A disk is not filled with copies of the workspace. */
async function dropOldest({ db, config }: Core): Promise<void> {
  const rows = transferModel(db.connection);
  const old = await rows.find({ kind: 'export' }).sort({ createdAt: -1 }).skip(limits.exportsKept).lean();
  for (const { _id } of old) {
    await rows.deleteOne({ _id, open: trusted({ $exists: false }) });
    await rm(exportPath(config, _id), { force: true });
  }
}
