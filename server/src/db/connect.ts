import mongoose, { type Connection } from 'mongoose';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { startEmbeddedEngine } from './embedded/index.ts';
import { chooseEngine, type Engine, writeChoice } from './engine-choice.ts';
import { startMongod } from './mongod.ts';
import { connectOptions, defaultDbName } from './options.ts';
import { requireReplicaSet } from './topology.ts';

export type Database = {
  /** Models are made on this connection, not on mongoose itself: a process may hold several servers. */
  connection: Connection;
  kind: Engine['kind'];
  url: string;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

type RunningEngine = { url: string; close(): Promise<void> };

/**
 * Starts the engine that this folder or the configuration asks for, and connects to it.
 * @throws {ConfigError} when that engine cannot be had, or is not one that keeps Atrium's promises
 */
export async function openDatabase(config: Config, log: Log): Promise<Database> {
  const engine = await chooseEngine(config);
  const running = await startEngine(engine, config, log);
  try {
    const connection = await connect(running.url);
    const db = databaseOf(connection);
    await requireReplicaSet(db, engine.kind === 'external' ? 'MONGO_URL' : `The ${engine.kind} engine`);
    log.info({ engine: engine.kind, database: connection.name }, describe(engine, config));
    return {
      connection,
      kind: engine.kind,
      url: running.url,
      ping: async () => void (await db.command({ ping: 1 })),
      close: async () => {
        await connection.close();
        await running.close();
      },
    };
  } catch (error) {
    await running.close();
    throw error;
  }
}

async function startEngine(engine: Engine, { DATA_DIR }: Config, log: Log): Promise<RunningEngine> {
  switch (engine.kind) {
    case 'external':
      return { url: engine.url, close: async () => undefined };
    case 'mongod': {
      const mongod = await startMongod({ ...engine, dataDir: DATA_DIR, log });
      await writeChoice(DATA_DIR, { engine: 'mongod', port: mongod.port });
      return mongod;
    }
    case 'embedded': {
      const embedded = await startEmbeddedEngine({ dataDir: DATA_DIR });
      await writeChoice(DATA_DIR, { engine: 'embedded' });
      return embedded;
    }
  }
}

async function connect(url: string): Promise<Connection> {
  const named = new URL(url.replace(/^mongodb(\+srv)?:\/\/[^/]*/, 'http://host')).pathname.length > 1;
  const options = named ? connectOptions : { ...connectOptions, dbName: defaultDbName };
  return mongoose.createConnection(url, options).asPromise();
}

function databaseOf(connection: Connection) {
  if (connection.db === undefined) throw new Error('the connection has no database');
  return connection.db;
}

function describe(engine: Engine, config: Config): string {
  if (engine.kind === 'external') return 'database: the MongoDB that MONGO_URL names';
  if (engine.kind === 'mongod') return `database: ${engine.binary}, data in ${config.DATA_DIR}`;
  return `database: the embedded engine, data in ${config.DATA_DIR}`;
}
