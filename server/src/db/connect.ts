import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db, Document } from 'mongodb';
import mongoose, { type Connection } from 'mongoose';
import { type Config, ConfigError } from '../config.ts';
import type { Log } from '../log.ts';
import { type CommandLines, findAll, openCommandLines } from './embedded/wire/client.ts';
import { chooseEngine, type Engine, writeChoice } from './engine-choice.ts';
import { type Find, findBy } from './find.ts';
import { startMongod } from './mongod.ts';
import { connectOptions, defaultDbName } from './options.ts';
import { requireReplicaSet } from './topology.ts';

export type Database = {
  /** Models are made on this connection, not on mongoose itself: a process may hold several servers. */
  connection: Connection;
  kind: Engine['kind'];
  url: string;
  /**
   * `{ insert: collection, documents, … }` as cheaply as this engine takes it. Answers whatever the engine does, refused rows
   * among it. @throws {MongoError} when the command failed, or nobody knows what became of it
   */
  insert(collection: string, documents: readonly Document[], options: Document): Promise<Document>;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  /** Resolves when the engine that we started is gone for good, with the reason: this server must end. */
  failed: Promise<Error>;
  close(): Promise<void>;
};

type RunningEngine = { url: string; failed: Promise<Error>; close(): Promise<void> };

const never = new Promise<never>(() => undefined);

/**
 * Starts the engine that this folder or the configuration asks for, and connects to it.
 * @throws {ConfigError} when that engine cannot be had, or is not one that keeps Atrium's promises
 */
export async function openDatabase(config: Config, log: Log): Promise<Database> {
  const engine = await chooseEngine(config);
  const running = await startEngine(engine, config, log);
  try {
    const database = await attach(running, engine.kind);
    await refuseHalfRestored(database);
    log.info({ engine: engine.kind, database: database.connection.name }, describe(engine, config));
    return database;
  } catch (error) {
    await running.close();
    throw error;
  }
}

/** The database of a server that runs on this data folder now; undefined when none does. */
export async function openRunningDatabase({ DATA_DIR }: Config): Promise<Database | undefined> {
  const url = await readFile(urlFile(DATA_DIR), 'utf8').catch(() => undefined);
  if (url === undefined) return undefined;
  // A server that was killed leaves its file behind.
  return attach({ url, failed: never, close: async () => undefined }, 'embedded').catch(() => undefined);
}

/** There from the beginning of a restore to its end: half a workspace must not be taken for a whole one. */
export const restoreMark = 'restore_unfinished';

async function refuseHalfRestored({ connection }: Database): Promise<void> {
  const marks = await databaseOf(connection).listCollections({ name: restoreMark }).toArray();
  if (marks.length === 0) return;
  await connection.close();
  throw new ConfigError(
    `A restore into ${connection.name} did not finish: empty the database and restore again.`,
  );
}

/** The driver's handle of the same database. */
export function databaseOf(connection: Connection): Db {
  if (connection.db === undefined) throw new Error('the connection has no database');
  return connection.db;
}

async function startEngine(engine: Engine, { DATA_DIR }: Config, log: Log): Promise<RunningEngine> {
  if (engine.kind === 'external') return { url: engine.url, failed: never, close: async () => undefined };
  const running = await startOwnEngine(engine, DATA_DIR, log);
  // Other commands on this folder, such as a backup, find the running engine by it.
  await writeFile(urlFile(DATA_DIR), running.url, { mode: 0o600 });
  return {
    ...running,
    close: async () => {
      await rm(urlFile(DATA_DIR), { force: true });
      await running.close();
    },
  };
}

async function startOwnEngine(
  engine: Exclude<Engine, { kind: 'external' }>,
  dataDir: string,
  log: Log,
): Promise<RunningEngine> {
  if (engine.kind === 'mongod') {
    const mongod = await startMongod({ ...engine, dataDir, log });
    await writeChoice(dataDir, { engine: 'mongod', port: mongod.port });
    return mongod;
  }
  const embedded = await startEmbedded(dataDir, log);
  await writeChoice(dataDir, { engine: 'embedded' });
  return embedded;
}

async function startEmbedded(dataDir: string, log: Log): Promise<RunningEngine> {
  // Loaded only where it runs: with a MongoDB its native storage is not needed.
  const { startEmbeddedEngine } = await import('./embedded/index.ts');
  let onFatal!: (error: Error) => void;
  const failed = new Promise<Error>((resolve) => (onFatal = resolve));
  const onError = (err: Error, command: string) =>
    log.error({ err, command }, 'the database failed in a command');
  try {
    const { url, close } = await startEmbeddedEngine({ dataDir, onFatal, onError });
    return { url, close, failed };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`The embedded database in ${dataDir} did not start: ${reason}`, { cause });
  }
}

async function attach(running: RunningEngine, kind: Engine['kind']): Promise<Database> {
  const name = kind === 'external' ? 'MONGO_URL' : `The database in DATA_DIR (${kind})`;
  const connection = await connect(running.url, name);
  const db = databaseOf(connection);
  const lines = kind === 'embedded' ? openLines(running.url) : null;
  if (lines) findBy(connection, findByLines(lines.reads, db));
  const close = async () => {
    lines?.writes.close();
    lines?.reads.close();
    await connection.close();
    await running.close();
  };
  try {
    await requireReplicaSet(db, name);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return {
    connection,
    kind,
    url: running.url,
    failed: running.failed,
    insert: lines ? insertByLines(lines.writes, db) : insertByDriver(db),
    ping: async () => void (await db.command({ ping: 1 })),
    close,
  };
}

/** While one command is being written to disk, or answered, the next is read. A query waits behind no flush. */
const linesEach = 2;
/** Of an answer; what it does not hold follows. */
const manyRows = 10_000;

function openLines(url: string): { writes: CommandLines; reads: CommandLines } {
  return { writes: openCommandLines(url, linesEach), reads: openCommandLines(url, linesEach) };
}

function insertByLines(lines: CommandLines, { databaseName: $db }: Db): Database['insert'] {
  return (insert, documents, options) => lines.send({ insert, $db, ...options }, documents);
}

function findByLines(lines: CommandLines, { databaseName }: Db): Find {
  return ({ collection, filter, sort, limit }) =>
    findAll(lines, databaseName, collection, {
      filter,
      ...(sort !== undefined && { sort }),
      ...(limit === undefined ? { batchSize: manyRows } : { limit, batchSize: limit }),
    });
}

export function insertByDriver(db: Db): Database['insert'] {
  return (insert, documents, options) => db.command({ insert, documents, ...options });
}

async function connect(url: string, name: string): Promise<Connection> {
  const isNamed = /^mongodb(\+srv)?:\/\/[^/]+\/[^?]/.test(url);
  const options = isNamed ? connectOptions : { ...connectOptions, dbName: defaultDbName };
  try {
    return await mongoose.createConnection(url, options).asPromise();
  } catch (cause) {
    // The message names hosts, never the credentials of the URL.
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`${name} cannot be reached: ${reason}`, { cause });
  }
}

function urlFile(dataDir: string): string {
  return join(dataDir, 'engine.url');
}

function describe(engine: Engine, config: Config): string {
  if (engine.kind === 'external') return 'database: the MongoDB that MONGO_URL names';
  if (engine.kind === 'mongod') return `database: ${engine.binary}, data in ${config.DATA_DIR}`;
  return `database: the embedded engine, data in ${config.DATA_DIR}`;
}
