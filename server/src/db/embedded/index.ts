/**
 * The embedded database: a small MongoDB-compatible server in a worker thread of this process. The
 * application connects to its URL with the official driver, as to any other MongoDB.
 * Decisions and limits: docs/decisions/embedded-engine.md.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerInput } from './messages.ts';

export interface EmbeddedEngine {
  /** Connects as given, to the engine alone (`directConnection=true`). */
  url: string;
  /** Copies a consistent snapshot to a folder while the engine runs. The copy is a data folder's `embedded` part. */
  backup(folder: string): Promise<void>;
  /** Graceful: answers what is in flight, flushes, closes. */
  close(): Promise<void>;
}

export interface EngineOptions {
  dataDir: string;
  /** Loopback TCP instead of a Unix socket; 0 takes a free port. */
  port?: number;
  /** The engine has stopped, or must: its thread died, or another process took the folder. */
  onFatal?: (error: Error) => void;
  /** A command failed for a reason that is not the client's. */
  onError?: (error: Error, command: string) => void;
}

/** As long as a checkpoint may take on a slow disk. */
const cutWithinMs = 10_000;

/** Rejects when the folder is in use by another process, cannot be opened, or the port is taken. */
export async function startEmbeddedEngine({
  dataDir,
  port,
  onFatal,
  onError,
}: EngineOptions): Promise<EmbeddedEngine> {
  const cut = new SharedArrayBuffer(4);
  const worker = createWorker({ dataDir, port, cut });
  const backups = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  const tell = (message: ToWorker): void => worker.postMessage(message);
  let stopping = false;
  let lastBackup = 0;

  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  // A process that ends by `process.exit` or a defect ends its threads wherever they are.
  const cutOff = () => {
    tell({ type: 'cut' });
    Atomics.wait(new Int32Array(cut), 0, 0, cutWithinMs);
  };
  process.once('exit', cutOff);
  void exited.then(() => process.off('exit', cutOff));
  const url = await new Promise<string>((resolve, reject) => {
    let started = false;
    const fail = (error: Error): void => {
      for (const { reject: rejectBackup } of backups.values()) rejectBackup(error);
      backups.clear();
      if (started) onFatal?.(error);
      else reject(error);
    };
    worker.on('error', fail);
    worker.once('exit', (code) => {
      if (!stopping) fail(new Error(`the embedded database stopped unexpectedly (exit code ${code})`));
    });
    worker.on('message', (message: FromWorker) => {
      switch (message.type) {
        case 'listening':
          started = true;
          return resolve(message.url);
        case 'failed':
          stopping = true;
          // Nothing is open, and nobody would answer: the process may end at once.
          process.off('exit', cutOff);
          return reject(Object.assign(new Error(message.message), { name: message.name }));
        case 'fatal':
          return fail(new Error(message.message));
        case 'error':
          return onError?.(
            Object.assign(new Error(message.message), { stack: message.stack }),
            message.command,
          );
        case 'backedUp': {
          const waiting = backups.get(message.id);
          backups.delete(message.id);
          return message.error === undefined ? waiting?.resolve() : waiting?.reject(new Error(message.error));
        }
        case 'closed':
          return;
      }
    });
  });

  return {
    url,
    backup: (folder) =>
      new Promise((resolve, reject) => {
        const id = ++lastBackup;
        backups.set(id, { resolve, reject });
        tell({ type: 'backup', id, folder });
      }),
    async close() {
      if (!stopping) {
        stopping = true;
        tell({ type: 'close' });
      }
      await exited;
    },
  };
}

/** The hot copy as a function, for callers that hold the engine. */
export function backupEmbeddedEngine(engine: EmbeddedEngine, folder: string): Promise<void> {
  return engine.backup(folder);
}

/** Beside a bundle the worker is `embedded-worker.js`; from sources it is TypeScript, run by tsx. */
function createWorker(workerData: WorkerInput): Worker {
  const bundled = new URL('./embedded-worker.js', import.meta.url);
  if (existsSync(fileURLToPath(bundled))) return new Worker(bundled, { workerData });
  return new Worker(new URL('./worker-from-sources.mjs', import.meta.url), { workerData, execArgv: [] });
}
