/** What the main thread and the engine's worker say to each other. */
export interface WorkerInput {
  dataDir: string;
  port?: number | undefined;
  /** One integer, 1 once the engine's thread may end: whoever ends the process waits for that. */
  cut: SharedArrayBuffer;
}

export type ToWorker = { type: 'close' } | { type: 'cut' } | { type: 'backup'; id: number; folder: string };

export type FromWorker =
  | { type: 'listening'; url: string }
  | { type: 'failed'; name: string; message: string }
  | { type: 'fatal'; message: string }
  | { type: 'error'; command: string; message: string; stack: string | undefined }
  | { type: 'backedUp'; id: number; error?: string }
  | { type: 'closed' };
