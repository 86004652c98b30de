import { statfs } from 'node:fs/promises';
import { AtriumError, newId } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { isDuplicate } from '../core/database-errors.ts';
import { canTransfer, isAvailable } from './ground.ts';
import { toImportJob, transferModel, type TransferRow } from './model.ts';

/** The archive, and what is made of it. */
const spaceFactor = 4;

export const upload = plain('import.upload', {
  allow: canTransfer,
  run: async ({ core, actor, now }, { name, size }) => {
    const { config, db } = core;
    if (!isAvailable(config))
      throw new AtriumError('forbidden', { message: 'on several servers, import from the command line' });
    const rows = transferModel(db.connection);
    const known = await rows.findOne({ open: 'import' }).lean<TransferRow>();
    // The same file again: after a reload, a lost connection, on another device.
    if (known?.state === 'uploading' && known.name === name && known.size === size)
      return { job: toImportJob(known) };
    if (known) throw new AtriumError('conflict');
    const { bavail, bsize } = await statfs(config.DATA_DIR);
    if (bavail * bsize < size * spaceFactor) throw new AtriumError('storage_full');
    const row: TransferRow = {
      ...{ _id: newId(), kind: 'import', name, format: null, byId: actor.memberId, state: 'uploading' },
      ...{ size, received: 0, messages: 0, createdAt: now, finishedAt: null, problem: null },
      ...{ progress: null, archiveId: null, open: 'import' },
    };
    try {
      await rows.create(row);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      // Announced twice at once: whoever was quicker has made it for both.
      const made = await rows.findOne({ open: 'import', name, size }).lean<TransferRow>();
      if (!made) throw new AtriumError('conflict');
      return { job: toImportJob(made) };
    }
    return { job: toImportJob(row) };
  },
});
