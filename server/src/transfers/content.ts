/** The bytes behind the commands: an archive that is uploaded piece by piece, an export or a report that is fetched. */
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { AtriumError, limits } from '@atrium/shared';
import { actorOf } from '../core/dispatch-context.ts';
import type { Caller } from '../core/caller.ts';
import type { Core } from '../core/core.ts';
import { demand } from '../core/place.ts';
import { canTransfer, readTransfer } from './ground.ts';
import { transferModel, type TransferRow } from './model.ts';
import { exportPath, uploadPath, uploadsFolder } from './places.ts';
import { findReport } from './report.ts';

export interface Download {
  path: string;
  /** What the browser calls it. */
  name: string;
  type: string;
}

export interface TransferContent {
  /**
   * Takes a piece of an archive, where the last one ended.
   * @returns how many bytes of it are here now, for good
   * @throws {AtriumError} `conflict` when it begins elsewhere, `too_large`
   */
  receive(caller: Caller | null, id: string, from: number, bytes: Readable): Promise<number>;
  findExport(caller: Caller | null, id: string): Promise<Download>;
  findReport(caller: Caller | null, id: string, file: string): Promise<Download>;
}

const reports: Record<string, string> = {
  'report.json': 'application/json',
  'records.ndjson': 'application/x-ndjson',
};

export function createTransferContent(core: Core): TransferContent {
  /** Two pieces for one place would write over each other. */
  const busy = new Set<string>();
  const allow = async (caller: Caller | null): Promise<void> => {
    if (!caller) throw new AtriumError('unauthenticated');
    demand(canTransfer({ actor: actorOf(caller) }));
    const member = { id: caller.memberId, isGuest: false, isNewcomer: false };
    await core.rateLimits.spend('write', { address: caller.address, member });
  };
  return {
    receive: async (caller, id, from, bytes) => {
      await allow(caller);
      const row = await readTransfer(core, 'import', id);
      if (row.state !== 'uploading' || row.received !== from || busy.has(id))
        throw new AtriumError('conflict');
      busy.add(id);
      try {
        return await append(core, row, bytes);
      } finally {
        busy.delete(id);
      }
    },
    findExport: async (caller, id) => {
      await allow(caller);
      const row = await readTransfer(core, 'export', id);
      if (row.state !== 'done') throw new AtriumError('not_found');
      const day = new Date(row.createdAt).toISOString().slice(0, 10);
      const name = `atrium-${row.format}-${day}.zip`;
      return { path: exportPath(core.config, id), name, type: 'application/zip' };
    },
    findReport: async (caller, id, file) => {
      await allow(caller);
      const type = Object.hasOwn(reports, file) ? reports[file] : undefined;
      if (type === undefined) throw new AtriumError('not_found');
      return { path: join(await findReport(core, id), file), name: `import-${file}`, type };
    },
  };
}

async function append(core: Core, row: TransferRow, bytes: Readable): Promise<number> {
  const { config, db } = core;
  const { _id, received, size } = row;
  await mkdir(uploadsFolder(config), { recursive: true, mode: 0o700 });
  const file = await open(uploadPath(config, _id), received === 0 ? 'w' : 'r+', 0o600);
  let at = received;
  try {
    for await (const chunk of bytes) {
      const piece = chunk as Buffer;
      if (at + piece.length > size || at - received + piece.length > limits.importChunkBytesMax)
        throw new AtriumError('too_large');
      // A disk that becomes full takes a part, and says so at the next one.
      for (let done = 0; done < piece.length;)
        done += (await file.write(piece, done, piece.length - done, at + done)).bytesWritten;
      at += piece.length;
    }
    // What is said to be here must still be here after a power cut.
    await file.datasync();
  } finally {
    await file.close();
  }
  const { modifiedCount } = await transferModel(db.connection).updateOne(
    { _id, state: 'uploading', received },
    { $set: { received: at, state: at === size ? 'ready' : 'uploading' } },
  );
  if (modifiedCount === 0) throw new AtriumError('conflict');
  return at;
}
