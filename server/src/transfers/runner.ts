/**
 * Runs what was asked for: looks for it once a second, so that it makes no difference whether the asking was a moment or
 * a restart ago. What was under way when a server ended goes on where it was.
 */
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import type { Core } from '../core/core.ts';
import { find } from '../db/find.ts';
import { type Child, startChild, type Told } from './child.ts';
import { isAvailable } from './ground.ts';
import { transferModel, type TransferRow } from './model.ts';
import { exportPath, exportsFolder, uploadPath } from './places.ts';

const everyMs = 1_000;
const unexplained = 'It ended without saying why: the server’s log knows more.';

export function startTransfers(core: Core): { close(): Promise<void> } {
  if (!isAvailable(core.config)) return { close: async () => undefined };
  const runner = new Runner(core);
  const timer = setInterval(() => runner.look(), everyMs);
  timer.unref();
  return {
    close: async () => {
      clearInterval(timer);
      await runner.close();
    },
  };
}

class Runner {
  readonly #core: Core;
  readonly #running = new Map<string, { child: Child; over: Promise<void> }>();
  #looking: Promise<void> | null = null;
  #isClosed = false;

  constructor(core: Core) {
    this.#core = core;
  }

  look(): void {
    this.#looking ??= this.#look()
      .catch((err: unknown) => this.#core.log.warn({ err }, 'imports and exports could not be looked up'))
      .finally(() => (this.#looking = null));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#looking;
    for (const { child } of this.#running.values()) child.stop();
    await Promise.all([...this.#running.values()].map(({ over }) => over));
  }

  get #rows() {
    return transferModel(this.#core.db.connection);
  }

  async #look(): Promise<void> {
    const rows = await find<TransferRow>(this.#core.db.connection, {
      collection: this.#rows.collection.name,
      filter: { state: { $in: ['waiting', 'running', 'stopping'] } },
    });
    const asked = new Map(rows.map((row) => [row._id, row]));
    for (const [id, { child }] of this.#running) if (asked.get(id)?.state !== 'running') child.stop();
    for (const row of rows) {
      if (this.#isClosed || this.#running.has(row._id)) continue;
      if (row.state === 'stopping') await this.#set(row._id, { state: 'stopped', progress: null });
      else await this.#start(row);
    }
  }

  async #start(row: TransferRow): Promise<void> {
    const { _id: id, kind, name, format } = row;
    const { config, log } = this.#core;
    await this.#set(id, { state: 'running', problem: null });
    if (kind === 'export') await mkdir(exportsFolder(config), { recursive: true, mode: 0o700 });
    const part = `${exportPath(config, id)}.part`;
    if (kind === 'export') await rm(part, { force: true });
    const args =
      kind === 'import'
        ? [uploadPath(config, id), `--label=${name}`]
        : ['--format', format ?? 'slack', '--zip', part];
    let problem: string | null = null;
    const child = startChild(kind, args, config, (told) => {
      problem = told.problem ?? problem;
      this.#take(row, told, part).catch((err: unknown) => log.warn({ err }, 'progress could not be kept'));
    });
    const over = child.ended
      .then((isWell) => this.#end(row, isWell, problem, part))
      .catch((err: unknown) => log.warn({ err }, 'the end of an import or export could not be kept'))
      .finally(() => this.#running.delete(id));
    this.#running.set(id, { child, over });
  }

  async #take({ _id, kind }: TransferRow, told: Told, part: string): Promise<void> {
    const { archiveId, progress, written } = told;
    if (archiveId !== undefined) await this.#set(_id, { archiveId });
    if (progress !== undefined) await this.#set(_id, { progress });
    if (kind === 'export' && written !== undefined)
      await this.#set(_id, { messages: written.messages, size: await sizeOf(part) });
  }

  async #end(row: TransferRow, isWell: boolean, problem: string | null, part: string): Promise<void> {
    const { _id: id, kind } = row;
    const { config, clock } = this.#core;
    const now = await this.#rows.findById(id).lean<TransferRow>();
    const over = { finishedAt: clock(), progress: null };
    if (isWell && now) {
      if (kind === 'export') await rename(part, exportPath(config, id));
      const size = kind === 'export' ? { size: await sizeOf(exportPath(config, id)) } : {};
      await this.#rows.updateOne(
        { _id: id },
        { $set: { state: 'done', ...over, ...size }, $unset: { open: 1 } },
      );
      if (kind === 'import') await rm(uploadPath(config, id), { force: true });
      return;
    }
    if (kind === 'export') await rm(part, { force: true });
    // Goes on after the next start.
    if (this.#isClosed || !now) return;
    if (now.state === 'stopping') return this.#set(id, { state: 'stopped', progress: null });
    const failed = { state: 'failed' as const, ...over, problem: problem ?? unexplained };
    // Whoever asked starts an import again, or throws the archive away; an export is asked for anew.
    const free = kind === 'export' ? { $unset: { open: 1 as const } } : {};
    await this.#rows.updateOne({ _id: id }, { $set: failed, ...free });
  }

  async #set(_id: string, set: Partial<TransferRow>): Promise<void> {
    await this.#rows.updateOne({ _id }, { $set: set });
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}
