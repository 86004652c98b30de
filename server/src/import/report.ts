/** What came in, what was left out and why: as JSON, as one line for each record that was left out, and as a page. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Note } from './archive.ts';
import type { ChannelCounts } from './channel.ts';
import type { PeopleCounts } from './people.ts';
import { reportPage } from './report-page.ts';

export interface ChannelReport extends ChannelCounts {
  key: string;
  /** In the archive, and here. */
  name: string;
  as: string;
  channelId: string;
  kind: string;
  state: 'imported' | 'updated' | 'there_already';
  /** Of one that was updated: messages that are new, and those that were edited or deleted. */
  added?: number;
  edited?: number;
}

export interface Report {
  importId: string;
  archive: string;
  startedAt: number;
  finishedAt: number | null;
  elapsedMs: number;
  messagesPerSecond: number;
  people: PeopleCounts;
  channels: ChannelReport[];
  totals: { channels: number; messages: number; replies: number; threads: number };
  /** How many records for each reason. Reasons that begin with `skipped_` cost the record; others changed it. */
  notes: Record<string, number>;
}

export interface NoteRow {
  reason: string;
  where: string;
  detail?: string;
}

/** The page shows so many; the file beside it has all of them. */
const shownMax = 2_000;

export class ReportFolder {
  readonly folder: string;
  readonly #counts = new Map<string, number>();
  readonly #shown: NoteRow[] = [];
  #file!: WriteStream;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(folder: string): Promise<ReportFolder> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const report = new ReportFolder(folder);
    report.#file = createWriteStream(join(folder, 'records.ndjson'), { mode: 0o600 });
    return report;
  }

  readonly note: Note = (reason, where, detail) => {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
    const row: NoteRow = { reason, where, ...(detail !== undefined && { detail: detail.slice(0, 300) }) };
    if (this.#shown.length < shownMax) this.#shown.push(row);
    this.#file.write(`${JSON.stringify(row)}\n`);
  };

  get notes(): Record<string, number> {
    return Object.fromEntries([...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Lets a disk that is slower than the import catch up. */
  async drained(): Promise<void> {
    if (this.#file.writableNeedDrain) await once(this.#file, 'drain');
  }

  /** The page is there whole or not at all. */
  async write(report: Report): Promise<void> {
    this.#file.end();
    await once(this.#file, 'close');
    await this.#put('report.json', `${JSON.stringify(report, null, 2)}\n`);
    await this.#put('report.html', reportPage(report, this.#shown));
  }

  async close(): Promise<void> {
    if (this.#file.closed) return;
    this.#file.end();
    await once(this.#file, 'close');
  }

  async #put(name: string, text: string): Promise<void> {
    const path = join(this.folder, name);
    await writeFile(`${path}.part`, text, { mode: 0o600 });
    await rename(`${path}.part`, path);
  }
}
