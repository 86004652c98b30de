/** The engine's thread. It speaks with the main thread by messages and with clients by its socket. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerInput } from './messages.ts';
import { type EngineServer, openServer } from './server.ts';

const port = parentPort;
if (!port) throw new Error('the embedded engine runs in a worker thread');
const say = (message: FromWorker): void => port.postMessage(message);

const input = workerData as WorkerInput;
const isCut = new Int32Array(input.cut);

function cut(server: EngineServer): void {
  server.cut();
  Atomics.store(isCut, 0, 1);
  Atomics.notify(isCut, 0);
}

async function main(): Promise<void> {
  let server: EngineServer;
  try {
    server = await openServer({
      ...input,
      onError: (error, command) =>
        say({
          type: 'error',
          command,
          message: String(error),
          stack: error instanceof Error ? error.stack : undefined,
        }),
      onFatal: (error) => say({ type: 'fatal', message: error.message }),
    });
  } catch (error) {
    say({ type: 'failed', name: (error as Error).name, message: (error as Error).message });
    port!.close();
    return;
  }
  // A defect that ends this thread.
  process.on('exit', () => cut(server));
  port!.on('message', (message: ToWorker) => void answer(server, message));
  say({ type: 'listening', url: server.url });
}

async function answer(server: EngineServer, message: ToWorker): Promise<void> {
  if (message.type === 'cut') return cut(server);
  if (message.type === 'close') {
    try {
      await server.close();
      say({ type: 'closed' });
    } catch (error) {
      say({ type: 'fatal', message: (error as Error).message });
    }
    port!.close();
    return;
  }
  try {
    await server.backup(message.folder);
    say({ type: 'backedUp', id: message.id });
  } catch (error) {
    say({ type: 'backedUp', id: message.id, error: (error as Error).message });
  }
}

await main();
