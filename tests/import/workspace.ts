/** A workspace's database in a folder of its own, to import into. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db, Document } from 'mongodb';
import { onTestFinished } from 'vitest';
import { readConfig } from '../../server/src/config.ts';
import { createJournalIndexes } from '../../server/src/core/journal/models.ts';
import { type Database, databaseOf, openDatabase } from '../../server/src/db/connect.ts';
import type { Archive } from '../../server/src/import/archive.ts';
import { runImport } from '../../server/src/import/run.ts';
import { openSlackArchive } from '../../server/src/import/slack/archive.ts';
import { createIndexes } from '../../server/src/indexes.ts';
import { openLog } from '../../server/src/log.ts';
import type { Atrium } from '../integration/fixture.ts';
import { type SlackExport, writeZip } from './slack-export.ts';

export interface Workspace {
  folder: string;
  database: Database;
  db: Db;
  close(): Promise<void>;
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atrium-import-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function openWorkspace(folder = temporaryFolder()): Promise<Workspace> {
  const config = readConfig({ DATA_DIR: folder });
  const database = await openDatabase(config, await openLog({ LOG_LEVEL: 'silent' }));
  await createJournalIndexes(database.connection);
  await createIndexes(database.connection);
  let closed: Promise<void> | null = null;
  const close = () => (closed ??= database.close());
  onTestFinished(close);
  return { folder, database, db: databaseOf(database.connection), close };
}

export async function importInto({ database: { connection }, folder }: Workspace, archive: Archive) {
  try {
    return await runImport({
      ...{
        connection,
        archive,
        label: 'test',
        folder: join(folder, 'imports'),
        clock: () => 1_700_000_000_000,
      },
    });
  } finally {
    await archive.close();
  }
}

export async function importPath(workspace: Workspace, path: string) {
  return importInto(workspace, await openSlackArchive(path));
}

/** Into the database of a server that runs. */
export async function importBeside({ core, dataDir }: Atrium, slack: SlackExport, name: string) {
  const archive = await openSlackArchive(writeZip(join(temporaryFolder(), name), slack));
  const { connection } = core.db;
  try {
    const folder = join(dataDir, 'imports');
    return await runImport({ connection, archive, label: name, folder, clock: Date.now });
  } finally {
    await archive.close();
  }
}

export const everything = [
  ...['members', 'companies', 'entries', 'channels', 'standings', 'threads', 'follows', 'reads', 'activity'],
  ...['import_keys', 'import_channels'],
];

/**
 * Of what these collections hold, whatever order it is in, whatever ids the database gave, and whenever those of whom
 * the archive says nothing were made.
 */
export async function hashOf(db: Db, names: readonly string[] = everything): Promise<string> {
  const hash = createHash('sha256');
  for (const name of names) {
    const rows = await db.collection(name).find().toArray();
    const timeless = name === 'members' || name === 'companies';
    const lines = rows.map((row) => toLine(timeless ? { ...row, createdAt: 0 } : row));
    for (const line of lines.toSorted()) hash.update(`${name} ${line}\n`);
  }
  return hash.digest('hex');
}

export function toLine({ _id, ...row }: Document): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, inner]) => [key, sorted(inner)] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
  };
  return JSON.stringify([typeof _id === 'string' ? _id : '', sorted(row)]);
}
