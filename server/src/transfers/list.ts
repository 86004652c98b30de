import { type ImportJob, limits } from '@atrium/shared';
import { plain } from '../core/command.ts';
import { databaseOf } from '../db/connect.ts';
import { type ImportRow, importRows } from '../import/state.ts';
import { canTransfer, isAvailable } from './ground.ts';
import { toImportJob, transferModel, type TransferRow } from './model.ts';

/** Those of the page, and those of the command line. */
export const list = plain('import.list', {
  allow: canTransfer,
  run: async ({ core }) => {
    const [rows, imports] = await Promise.all([
      transferModel(core.db.connection)
        .find({ kind: 'import' })
        .sort({ createdAt: -1 })
        .limit(limits.importsListed)
        .lean<TransferRow[]>(),
      importRows(databaseOf(core.db.connection))
        .find()
        .sort({ startedAt: -1 })
        .limit(limits.importsListed)
        .toArray(),
    ]);
    const byArchive = new Map(imports.map((row) => [row._id, row]));
    const ofPage = rows.map((row) => toImportJob(row, totalsOf(byArchive.get(row.archiveId ?? ''))));
    const asked = new Set(rows.map(({ archiveId }) => archiveId));
    const others = imports.filter(({ _id }) => !asked.has(_id)).map(toJob);
    const jobs = [...ofPage, ...others].toSorted((a, b) => b.createdAt - a.createdAt);
    return { jobs: jobs.slice(0, limits.importsListed), available: isAvailable(core.config) };
  },
});

function totalsOf(row: ImportRow | undefined): ImportJob['totals'] {
  if (row?.state !== 'done') return null;
  const sum = (of: (channel: ImportRow['channels'][number]) => number) =>
    row.channels.reduce((total, channel) => total + of(channel), 0);
  return {
    channels: row.channels.length,
    messages: sum(({ messages }) => messages),
    replies: sum(({ replies }) => replies),
    threads: sum(({ threads }) => threads),
  };
}

function toJob(row: ImportRow): ImportJob {
  const { _id: id, archive: name, state, startedAt: createdAt, finishedAt } = row;
  return {
    ...{ id, name, byId: null, state, size: 0, received: 0, createdAt, finishedAt },
    ...{ problem: null, progress: null, totals: totalsOf(row) },
  };
}
