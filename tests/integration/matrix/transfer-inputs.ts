/** For each command of imports and exports: what is there for it to act upon. There is one open import at a time. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { limits, newId } from '@atrium/shared';
import { transferModel, type TransferRow } from '../../../server/src/transfers/model.ts';
import type { Input } from './inputs.ts';
import type { Errand } from './workspace-inputs.ts';

const name = 'the same.zip';
const nobody = () => ({ id: newId() });
const upload = { name, size: 1_000 };

export const transferInputs: Record<string, (errand: Errand) => Input | Promise<Input>> = {
  'import.list': () => ({}),
  'export.list': () => ({}),
  'import.upload': () => upload,
  'import.upload @too-large': () => ({ name, size: limits.importArchiveBytesMax + 1 }),
  ...Object.fromEntries(
    ['import.start', 'import.cancel', 'import.report', 'export.remove'].map((command) => [
      `${command} @nobody`,
      nobody,
    ]),
  ),
  // None of them counts as open, so that each stands beside the others. The archive is missing: what is started fails.
  'import.start': (errand) => made(errand, { kind: 'import', state: 'ready' }),
  'import.cancel': (errand) => made(errand, { kind: 'import', state: 'failed' }),
  'import.report': reported,
  'export.start': () => ({ format: 'ndjson' }),
  'export.remove': (errand) => made(errand, { kind: 'export', state: 'done' }),
};

async function made({ office: { atrium }, isAllowed }: Errand, more: Partial<TransferRow>): Promise<Input> {
  const id = newId();
  if (!isAllowed) return { id };
  await transferModel(atrium.core.db.connection).create({
    _id: id,
    byId: atrium.people.olive.id,
    createdAt: 1,
    ...more,
  });
  return { id };
}

async function reported(errand: Errand): Promise<Input> {
  const { office, isAllowed } = errand;
  if (!isAllowed) return { id: newId() };
  const { core, dataDir } = office.atrium;
  const archiveId = newId();
  const folder = join(dataDir, 'imports', archiveId);
  mkdirSync(folder, { recursive: true });
  const people = { people: 0, guests: 0, bots: 0, placeholders: 0, deactivated: 0, matched: 0 };
  const totals = { channels: 0, messages: 0, replies: 0, threads: 0 };
  const report = { importId: archiveId, archive: name, startedAt: 1, finishedAt: 2, elapsedMs: 1 };
  writeFileSync(
    join(folder, 'report.json'),
    JSON.stringify({ ...report, messagesPerSecond: 0, people, channels: [], totals, notes: {} }),
  );
  writeFileSync(join(folder, 'records.ndjson'), '');
  await core.db.connection
    .collection<Record<string, unknown> & { _id: string }>('imports')
    .insertOne({ _id: archiveId, state: 'done', channels: [], startedAt: 1, finishedAt: 2, archive: name });
  return made(errand, { kind: 'import', state: 'done', archiveId });
}
