import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AtriumError, type CommandResult, type ImportReport } from '@atrium/shared';
import { type CommandContext, plain } from '../core/command.ts';
import type { Core } from '../core/core.ts';
import { demand } from '../core/place.ts';
import { databaseOf } from '../db/connect.ts';
import { importRows } from '../import/state.ts';
import { canTransfer } from './ground.ts';
import { transferModel } from './model.ts';
import { reportFolder } from './places.ts';

type Records = CommandResult<'import.report'>['records'];

/** No record is longer (import/report.ts). */
const recordBytesMax = 16 * 1024;
const newline = 0x0a;

/** The folder of a finished import's report. @throws {AtriumError} `not_found` */
export async function findReport({ db, config }: Pick<Core, 'db' | 'config'>, id: string): Promise<string> {
  const row = await transferModel(db.connection).findOne({ _id: id, kind: 'import' }).lean();
  const found = await importRows(databaseOf(db.connection)).findOne({ _id: row?.archiveId ?? id });
  if (found?.state !== 'done') throw new AtriumError('not_found');
  return reportFolder(config, found._id);
}

export const report = plain('import.report', {
  load: (context: CommandContext, { id }) => {
    demand(canTransfer(context));
    return findReport(context.core, id);
  },
  allow: canTransfer,
  run: async (_context, { from, limit }, folder) => {
    const [text, page] = await Promise.all([
      readFile(join(folder, 'report.json'), 'utf8').catch(notThere),
      readRecords(join(folder, 'records.ndjson'), from, limit),
    ]);
    const { importId: _id, ...told } = JSON.parse(text) as ImportReport & { importId: string };
    return { report: told, ...page };
  },
});

/** A page of lines, from the byte at which one begins. */
async function readRecords(
  path: string,
  from: number,
  limit: number,
): Promise<{ records: Records; next: number | null }> {
  const file = await open(path, 'r').catch(notThere);
  try {
    const { size } = await file.stat();
    // The byte before, too: what lies in the middle of a line is no page's beginning.
    const start = Math.max(0, from - 1);
    const bytes = Buffer.alloc(Math.max(0, Math.min(limit * recordBytesMax, size - start)));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    if (from > size || (from > 0 && bytes[0] !== newline))
      throw new AtriumError('invalid_input', {
        details: { fields: [{ path: ['from'], problem: 'not where a page begins' }] },
      });
    const records: Records = [];
    let at = from - start;
    while (records.length < limit) {
      const end = bytes.indexOf(newline, at);
      if (end < 0 || end >= bytesRead) break;
      records.push(JSON.parse(bytes.toString('utf8', at, end)) as Records[number]);
      at = end + 1;
    }
    const next = start + at;
    return { records, next: next < size ? next : null };
  } finally {
    await file.close();
  }
}

function notThere(error: NodeJS.ErrnoException): never {
  throw error.code === 'ENOENT' ? new AtriumError('not_found') : error;
}
