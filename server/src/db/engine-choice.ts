import { constants } from 'node:fs';
import { access, mkdir, open, readFile, rename } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import { type Config, ConfigError } from '../config.ts';

const choiceSchema = z.discriminatedUnion('engine', [
  z.object({ engine: z.literal('embedded') }),
  z.object({ engine: z.literal('mongod'), port: z.int().min(1).max(65_535) }),
]);

/** What a data folder was begun with; the port is part of a replica set's own configuration. */
export type EngineChoice = z.output<typeof choiceSchema>;

/** The engine to run: the folder's own, where it has one; else `mongod` where there is one, else the embedded. */
export type Engine =
  | { kind: 'external'; url: string }
  | { kind: 'mongod'; binary: string; port: number | undefined }
  | { kind: 'embedded' };

export async function chooseEngine(config: Config, path = process.env['PATH'] ?? ''): Promise<Engine> {
  if (config.MONGO_URL !== undefined) return { kind: 'external', url: config.MONGO_URL };
  const binary = await findMongod(config.MONGOD_BIN, path);
  const choice = await readChoice(config.DATA_DIR);
  if (choice?.engine === 'embedded') return { kind: 'embedded' };
  if (choice === undefined && binary === undefined) return { kind: 'embedded' };
  if (binary === undefined) throw new ConfigError(howToMove(config.DATA_DIR));
  return { kind: 'mongod', binary, port: choice?.port };
}

function howToMove(folder: string): string {
  return (
    `The data in ${folder} was begun with mongod, and no mongod is found now. Set MONGOD_BIN to its path; or, ` +
    'where there is one, run `npm run backup -- --out FILE`, then `npm run restore -- FILE` with an empty DATA_DIR here.'
  );
}

/** @throws {ConfigError} when MONGOD_BIN names something that cannot be run */
async function findMongod(named: string | undefined, path: string): Promise<string | undefined> {
  if (named !== undefined) {
    if (await isExecutable(named)) return named;
    throw new ConfigError(`MONGOD_BIN ${named} cannot be run.`);
  }
  const name = process.platform === 'win32' ? 'mongod.exe' : 'mongod';
  for (const folder of path.split(delimiter).filter(Boolean)) {
    if (await isExecutable(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

export async function readChoice(folder: string): Promise<EngineChoice | undefined> {
  const file = join(folder, 'engine.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return choiceSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ConfigError(`${file} does not name an engine that this version knows.`, { cause });
  }
}

/** Whole or not at all: a half-written choice would make the folder's data unreachable. */
export async function writeChoice(folder: string, choice: EngineChoice): Promise<void> {
  await mkdir(folder, { recursive: true });
  const draft = join(folder, 'engine.json.new');
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(choice)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(folder, 'engine.json'));
}
