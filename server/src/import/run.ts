/**
 * Imports an archive: people first, then channel after channel. What is there already stays as it is, so an import that
 * was cut off goes on where it was, and a second one changes nothing.
 */
import { join } from 'node:path';
import type { ImportProgress, MemberId } from '@atrium/shared';
import type { Connection } from 'mongoose';
import { databaseOf } from '../db/connect.ts';
import type { Db } from 'mongodb';
import { type Archive, ArchiveError, type ArchiveChannel, type Names } from './archive.ts';
import { type ChannelCounts, importChannel } from './channel.ts';
import { ForeignEntries } from './channel-entries.ts';
import { ChannelPlaces } from './channel-places.ts';
import { importLater } from './later.ts';
import { People } from './people.ts';
import { type ChannelReport, type Report, ReportFolder } from './report.ts';
import {
  beginImport,
  channelImported,
  channelReached,
  endImport,
  holdImport,
  importRows,
  type ImportRow,
} from './state.ts';

export interface ImportOptions {
  connection: Connection;
  archive: Archive;
  /** What the report calls it: the file's name. */
  label: string;
  /** Where the report goes. */
  folder: string;
  clock: () => number;
  onProgress?: (progress: ImportProgress) => void;
}

const holdEveryMs = 5_000;

export async function runImport(options: ImportOptions): Promise<Report> {
  const { connection, archive, label, folder, clock } = options;
  const db = databaseOf(connection);
  const state = await beginImport(db, archive.id, label, clock());
  const report = await ReportFolder.open(join(folder, archive.id));
  const hold = setInterval(() => {
    // A lease that could not be renewed runs out; whoever takes over finds every entry that is there.
    holdImport(db, archive.id, clock()).catch(() => undefined);
  }, holdEveryMs);
  hold.unref();
  try {
    const written = await new Run(options, state, report).run();
    await report.write(written);
    await endImport(db, archive.id, 'done', clock());
    return written;
  } catch (error) {
    await report.close();
    await endImport(db, archive.id, 'failed', clock());
    if (error instanceof ForeignEntries)
      throw new ArchiveError(
        'Another archive of the same workspace was begun and not finished: finish that one first.',
        { cause: error },
      );
    throw error;
  } finally {
    clearInterval(hold);
  }
}

class Run {
  readonly #options: ImportOptions;
  readonly #db: Db;
  readonly #report: ReportFolder;
  readonly #people: People;
  readonly #places: ChannelPlaces;
  readonly #startedAt: number;
  /** Channels of which an earlier run of this archive has said that they are in. */
  readonly #told: ReadonlySet<string>;
  readonly #began = performance.now();
  #messages = 0;
  /** Of channels that were there already. */
  #bytesThere = 0;

  constructor(options: ImportOptions, { startedAt, channels }: ImportRow, report: ReportFolder) {
    const { archive } = options;
    const db = databaseOf(options.connection);
    this.#options = options;
    this.#db = db;
    this.#report = report;
    this.#startedAt = startedAt;
    this.#told = new Set(channels.map(({ channelId }) => channelId));
    this.#people = new People(db, archive.source, startedAt, report.note);
    this.#places = new ChannelPlaces(db, archive.source, startedAt);
  }

  async run(): Promise<Report> {
    const { archive } = this.#options;
    this.#tell('people', '');
    const channels = await archive.channels(this.#report.note);
    for await (const batch of archive.people(this.#report.note)) await this.#people.add(batch);
    for (const channel of channels) await this.#places.add(channel, this.#people, this.#report.note);
    const reports: ChannelReport[] = [];
    for (const channel of channels) {
      const report = await this.#channel(channel);
      reports.push(report);
      if (!this.#told.has(report.channelId)) await channelImported(this.#db, archive.id, report);
      await this.#report.drained();
    }
    this.#tell('report', '');
    return this.#summary(reports);
  }

  async #channel(channel: ArchiveChannel): Promise<ChannelReport> {
    const { archive, connection, clock } = this.#options;
    const db = this.#db;
    const place = this.#places.get(channel.key);
    if (!place) throw new Error('a channel without a place');
    const { channelId, kind, name } = place;
    const base = { key: channel.key, name: channel.name, as: name, channelId, kind };
    const there = await db.collection<{ _id: string }>('channels').findOne({ _id: channelId });
    const isKnown = there && (await this.#countsOf(channelId));
    // Of this very archive, or of one that was cut off before it could say that the channel is in.
    if (isKnown && (this.#told.has(channelId) || !isKnown.isTold)) {
      this.#bytesThere += archive.bytesOf(channel);
      const { isTold, ...counts } = isKnown;
      return { ...base, ...counts, state: isTold ? 'there_already' : 'imported' };
    }
    const names: Names = {
      member: (key) => this.#people.memberOf(key),
      channel: (key) => this.#places.get(key)?.channelId ?? null,
    };
    const options = {
      ...{ db, archive, channel: { ...channel, kind }, channelId, name, people: this.#people, names },
      fallback: await this.#fallback(channel),
      note: this.#report.note,
      onMessages: (count: number) => {
        this.#messages += count;
        this.#tell('messages', channel.name);
      },
    };
    if (isKnown) {
      const { isTold: _isTold, ...known } = isKnown;
      const onReached = (reached: string) => channelReached(db, archive.id, reached);
      const later = await importLater({ ...options, connection, clock, onReached });
      const isSame = later.added + later.edited + later.people === 0;
      return isSame ? { ...base, ...known, state: 'there_already' } : { ...base, ...later, state: 'updated' };
    }
    const counts = await importChannel(options);
    return { ...base, ...counts, state: 'imported' };
  }

  /** What came in when it was imported; counted anew when the import was cut off before it could say so. */
  async #countsOf(channelId: string): Promise<ChannelCounts & { isTold: boolean }> {
    const db = this.#db;
    const row = await importRows(db).findOne({ 'channels.channelId': channelId });
    const known = row?.channels.find((channel) => channel.channelId === channelId);
    if (known) {
      const { messages, replies, threads, people } = known;
      return { messages, replies, threads, people, isTold: true };
    }
    const entries = db.collection('entries');
    const [messages, replies, threads, people] = await Promise.all([
      entries.countDocuments({ channelId, kind: 'message' }),
      entries.countDocuments({ channelId, kind: 'message', lane: { $gt: 0 } }),
      db.collection('threads').countDocuments({ channelId }),
      db.collection('standings').countDocuments({ channelId, present: true }),
    ]);
    return { messages, replies, threads, people, isTold: false };
  }

  /** In whose name a channel is made whose creator is not known: the owner's. */
  async #fallback({ members }: ArchiveChannel): Promise<MemberId> {
    const row = await this.#db
      .collection<{ _id: string; ownerIds?: MemberId[] }>('workspace')
      .findOne({ _id: 'workspace' });
    const first = members.map((key) => this.#people.memberOf(key)).find((id) => id !== null);
    return row?.ownerIds?.[0] ?? first ?? ('atrium' as MemberId);
  }

  #tell(stage: ImportProgress['stage'], channel: string): void {
    const { archive, onProgress } = this.#options;
    if (!onProgress) return;
    const elapsedMs = performance.now() - this.#began;
    const bytes = archive.bytesRead() + this.#bytesThere;
    const done = archive.bytes === 0 ? 1 : Math.min(1, bytes / archive.bytes);
    // What was there already took no time, and says nothing of what is left.
    const fresh = archive.bytes === 0 ? 1 : archive.bytesRead() / archive.bytes;
    onProgress({
      ...{ stage, channel, messages: this.#messages, done },
      messagesPerSecond: Math.round((this.#messages / elapsedMs) * 1_000),
      leftMs: fresh > 0.01 ? Math.round((elapsedMs / fresh) * (1 - done)) : null,
    });
  }

  #summary(channels: ChannelReport[]): Report {
    const { archive, label, clock } = this.#options;
    const sum = (of: (report: ChannelReport) => number) =>
      channels.reduce((total, channel) => total + of(channel), 0);
    const elapsedMs = Math.round(performance.now() - this.#began);
    return {
      importId: archive.id,
      archive: label,
      startedAt: this.#startedAt,
      finishedAt: clock(),
      elapsedMs,
      messagesPerSecond: Math.round((this.#messages / elapsedMs) * 1_000),
      people: this.#people.counts,
      channels,
      totals: {
        channels: channels.length,
        messages: sum(({ messages }) => messages),
        replies: sum(({ replies }) => replies),
        threads: sum(({ threads }) => threads),
      },
      notes: this.#report.notes,
    };
  }
}
