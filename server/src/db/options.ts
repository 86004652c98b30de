import mongoose, { type ConnectOptions } from 'mongoose';
import { readBatchesOnce } from './batch-documents.ts';
import { settlingConnections } from './settling-connection.ts';

/** The name of the database where the URL names none. */
export const defaultDbName = 'atrium';

// Of the whole process: a filter that came from outside cannot smuggle in an operator (`{"$gt": ""}` becomes an
// equality), and a path that a schema does not know is dropped from a filter. Operators of our own are marked
// with `mongoose.trusted()`.
mongoose.set({ sanitizeFilter: true, strictQuery: true });
readBatchesOnce();

/**
 * An acknowledged write is on the disk of a majority; a read sees nothing that could be rolled back. Indexes are
 * made at the start, explicitly. Nothing waits in silence: a command without a server fails in two seconds.
 */
export const connectOptions = {
  ...settlingConnections,
  autoCreate: false,
  autoIndex: false,
  bufferCommands: false,
  // Also of a heartbeat: how soon the driver looks again at a server that does not answer.
  connectTimeoutMS: 5_000,
  maxPoolSize: 20,
  // Not `readConcern`: the address could override that.
  readConcernLevel: 'majority',
  readPreference: 'primary',
  sanitizeFilter: true,
  serverSelectionTimeoutMS: 2_000,
  socketTimeoutMS: 10_000,
  waitQueueTimeoutMS: 2_000,
  writeConcern: { w: 'majority', j: true, wtimeoutMS: 5_000 },
} as const satisfies ConnectOptions;
