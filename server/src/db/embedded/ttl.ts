/** Removes expired documents, and what else has outlived its use, at an interval. */
import { longOf } from './bson/decimal.ts';
import { items, type Raw, Type } from './bson/raw.ts';
import { toDocument } from './bson/write.ts';
import type { Engine } from './engine.ts';
import { visitPath } from './query/path.ts';
import { parseFilter } from './query/filter.ts';
import { findAll, type FindRequest } from './query/find.ts';
import type { Collection, Index } from './store/catalog.ts';
import { forgetOldReplies } from './store/retries.ts';

/** Documents removed in one transaction. */
const batchSize = 500;

export class TtlMonitor {
  readonly #engine: Engine;
  readonly #report: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(engine: Engine, report: (error: unknown) => void) {
    this.#engine = engine;
    this.#report = report;
    engine.onTtlInterval = () => this.start();
  }

  start(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#running = this.#pass()
        .catch(this.#report)
        .finally(() => {
          if (!this.#engine.stopping) this.start();
        });
    }, this.#engine.ttlMonitorSleepSecs * 1000);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #pass(): Promise<void> {
    const { catalog, cursors, env } = this.#engine;
    cursors.closeIdle();
    for (const collection of catalog.list()) {
      for (const index of collection.indexes)
        if (index.spec.expireAfterSeconds !== undefined) await this.#expire(collection, index);
    }
    await env.write(() => forgetOldReplies(env, Date.now()));
  }

  async #expire(collection: Collection, index: Index): Promise<void> {
    const { env, writer } = this.#engine;
    const { path, parts } = index.fields[0]!;
    const before = Date.now() - index.spec.expireAfterSeconds! * 1000;
    const request: FindRequest = {
      filter: parseFilter(toDocument({ [path]: { $lt: new Date(before) } })),
      sort: [],
      limit: batchSize,
      ...(index.partial ? {} : { hint: index.name }),
    };
    for (;;) {
      if (this.#engine.stopping || collection.dropped || !collection.indexes.includes(index)) return;
      const result = await env.write(() => {
        const rows = findAll(env, collection, request).filter(
          ({ document }) =>
            isExpired(document, parts, before) && (!index.partial || index.partial.matches(document)),
        );
        for (const { recordId, document } of rows) writer.remove(collection, recordId, document);
        return rows.length;
      });
      if (result < batchSize) return;
    }
  }
}

/** An array of dates expires with its earliest. */
function isExpired(document: Raw, parts: readonly string[], before: number): boolean {
  return visitPath(document, parts, (value) => {
    const dates = value?.isArray ? items(value) : value ? [value] : [];
    return dates.some((each) => each.type === Type.date && Number(longOf(each)) < before);
  });
}
