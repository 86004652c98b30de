import { type App, createApp } from './app.ts';
import { ConfigError, loadConfig } from './config.ts';
import { openLog } from './log.ts';

// People's messages lie in the data folder: what is written there is for this account alone.
process.umask(0o077);

async function start(): Promise<void> {
  const config = loadConfig();
  const log = await openLog(config);
  process.on('uncaughtExceptionMonitor', (err, origin) => log.fatal({ err, origin }, 'the process ends'));
  const app = await createApp(config, log);
  const isClosing = endOnSignal(app);
  say(`Atrium is at ${config.PUBLIC_URL ?? app.url}`);
  const link = await app.firstRunLink().catch((error: unknown) => {
    // Ended before it could say so: that is no failure.
    if (isClosing()) return null;
    throw error;
  });
  if (link !== null) say(`Set up your workspace: ${link}`);
}

/** The first Ctrl-C or SIGTERM drains; a second one does not wait. Without its database it ends as failed. */
function endOnSignal({ close, failed }: App): () => boolean {
  let isClosing = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isClosing) process.exit(130);
      isClosing = true;
      close().then(() => process.exit(0), fail);
    });
  }
  void failed.then((error) => {
    if (!isClosing) fail(error);
  });
  return () => isClosing;
}

function fail(error: unknown): never {
  const sentence = startFailure(error);
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** One sentence where the operator can do something about it; a stack where it is our fault. */
function startFailure(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { code, address, port } = error as { code?: string; address?: string; port?: number };
  if (code === 'EADDRINUSE') return `PORT ${port} is taken by another program; set PORT to a free one.`;
  if (code === 'EADDRNOTAVAIL') return `HOST ${address} is not an address of this machine.`;
  if (code === 'EACCES' && port !== undefined)
    return `PORT ${port} may not be used by this account; set another PORT.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

start().catch(fail);
