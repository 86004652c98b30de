/** A Slack export as an {@link Archive}. The layout: Slack's "How to read Slack data exports". */
import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  type Archive,
  type ArchiveChannel,
  ArchiveError,
  type ArchiveItem,
  type ArchivePerson,
  type Names,
  type Note,
  type Survey,
} from '../archive.ts';
import { channelLists, type SlackChannel, toSlackChannel } from './channels.ts';
import { type ExportFile, type ExportFiles, openFiles } from './files.ts';
import { readJsonArray } from './json-array.ts';
import { toMessage } from './messages.ts';
import { toPerson } from './people.ts';
import { fromTs, keyIn } from './records.ts';

const peopleAtOnce = 500;
const silent: Note = () => undefined;

/** @throws {ArchiveError} when it is no Slack export, or is damaged */
export async function openSlackArchive(path: string): Promise<Archive> {
  const files = await openFiles(path);
  if (!files.files.some(({ name }) => name in channelLists)) {
    await files.close();
    throw new ArchiveError('This is no Slack export: it has no channels.json.');
  }
  return new SlackArchive(files);
}

class SlackArchive implements Archive {
  readonly id: string;
  readonly source = 'slack';
  readonly bytes: number;
  readonly #files: ExportFiles;
  readonly #byFolder = new Map<string, ExportFile[]>();
  #bytesRead = 0;

  constructor(files: ExportFiles) {
    this.#files = files;
    this.id = hash('sha256', `slack ${files.id}`, 'hex').slice(0, 24);
    for (const file of files.files) {
      const [folder = '', name, ...deeper] = file.name.split('/');
      if (!name?.endsWith('.json') || deeper.length > 0) continue;
      const list = this.#byFolder.get(folder) ?? [];
      list.push(file);
      this.#byFolder.set(folder, list);
    }
    this.bytes = [...this.#byFolder.values()].flat().reduce((sum, { size }) => sum + size, 0);
  }

  bytesRead(): number {
    return this.#bytesRead;
  }

  bytesOf(channel: ArchiveChannel): number {
    return this.#daysOf(channel).reduce((sum, { size }) => sum + size, 0);
  }

  async *people(note: Note): AsyncGenerator<ArchivePerson[]> {
    let batch: ArchivePerson[] = [];
    for await (const records of this.#read('users.json', note)) {
      for (const record of records) {
        const person = toPerson(record, note);
        if (person) batch.push(person);
        if (batch.length < peopleAtOnce) continue;
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  }

  async channels(note: Note): Promise<SlackChannel[]> {
    for (const { reason, name } of this.#files.refused) note(reason, name);
    const channels = new Map<string, SlackChannel>();
    for (const list of Object.keys(channelLists) as (keyof typeof channelLists)[]) {
      if (!this.#files.files.some(({ name }) => name === list)) continue;
      for await (const records of this.#read(list, note)) {
        for (const record of records) {
          const channel = toSlackChannel(record, list, note);
          if (channel && channels.has(channel.key)) note('bad_channel', list, `${channel.key} a second time`);
          else if (channel) channels.set(channel.key, channel);
        }
      }
    }
    if (channels.size === 0) throw new ArchiveError('The lists of channels of this export cannot be read.');
    return [...channels.values()];
  }

  async survey(channel: ArchiveChannel): Promise<Survey> {
    const roots = new Set<string>();
    let firstAt: number | null = null;
    for (const { name } of this.#daysOf(channel)) {
      for await (const records of this.#read(name, silent)) {
        for (const record of records) {
          const ts = keyIn(record, 'ts');
          const root = keyIn(record, 'thread_ts');
          if (root !== null && root !== ts) roots.add(root);
          const at = ts === null ? null : fromTs(ts);
          if (at !== null && (firstAt === null || at < firstAt)) firstAt = at;
        }
      }
    }
    return { roots, firstAt };
  }

  async *items(channel: ArchiveChannel, names: Names, note: Note): AsyncGenerator<ArchiveItem[]> {
    const ground = { channel: channel as SlackChannel, names, note, source: this.source };
    for (const { name, size } of this.#daysOf(channel)) {
      const day: ArchiveItem[] = [];
      for await (const records of this.#read(name, note)) {
        for (const record of records) {
          const message = toMessage(record, ground);
          if (message) day.push(message);
        }
      }
      this.#bytesRead += size;
      yield day.toSorted(byTs);
    }
  }

  close(): Promise<void> {
    return this.#files.close();
  }

  /** In the order of their names, which are dates. */
  #daysOf(channel: ArchiveChannel): ExportFile[] {
    const folder = (channel as SlackChannel).folders.find((name) => this.#byFolder.has(name));
    return (this.#byFolder.get(folder ?? '') ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** What cannot be read any further ends a file, not the import. */
  async *#read(name: string, note: Note): AsyncGenerator<unknown[]> {
    const stream = await this.#files.open(name).catch((error: Error) => {
      note('bad_file', name, error.message);
      return Readable.from([]);
    });
    try {
      yield* readJsonArray(stream, (reason, detail) => note(reason, name, detail));
    } catch (error) {
      note('bad_file', name, (error as Error).message);
    } finally {
      stream.destroy();
    }
  }
}

function byTs(a: ArchiveItem, b: ArchiveItem): number {
  return a.at - b.at || (a.key.length === b.key.length ? (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) : 0);
}
