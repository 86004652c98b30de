/**
 * Brings every channel to its head and keeps it there. A live packet moves a channel only when it follows its position;
 * whatever does not (a gap, a reconnect, a server that stopped pushing) is fetched with `channel.sync`. While a channel
 * is being fetched, its live packets wait.
 */
import type { ChannelId, CommandInput, CommandResult, EntriesPacket, HeadsPacket } from '@atrium/shared';
import type { Connection } from '../net/connection.ts';
import { retryAfterMs, toAtriumError } from '../net/errors.ts';
import { sleep, type Timers } from '../net/timers.ts';
import type { ChannelBook } from './book.ts';
import { Emitter } from './emitter.ts';
import type { ChannelRecord } from './record.ts';

/** A request must stay well under the largest frame that the server takes. */
const positionsPerRequest = 200;
const bufferedPacketsMax = 500;
/** So often may fetching end in yet another gap before the channel is opened anew. */
const gapsMax = 5;

type Synced = CommandResult<'channel.sync'>['channels'][number];

export interface SyncOptions {
  connection: Connection;
  timers: Timers;
  book: ChannelBook;
  /** Replaces the record's state by a snapshot. */
  reopen: (record: ChannelRecord) => Promise<void>;
  /** Which of the channels that wait to be fetched matters most: those on the screen first. */
  urgency: (record: ChannelRecord) => number;
}

export class Sync {
  readonly #options: SyncOptions;
  /** Channels to fetch, with the live packets that arrived since. */
  readonly #behind = new Map<ChannelId, EntriesPacket[]>();
  /** Packets of channels that were entered a moment ago and are not opened yet. */
  readonly #unknown = new Map<ChannelId, EntriesPacket[]>();
  readonly #gaps = new Map<ChannelId, number>();
  #running = false;
  #failures = 0;
  /** Whether anything is being fetched. */
  readonly changed = new Emitter<boolean>();

  constructor(options: SyncOptions) {
    this.#options = options;
  }

  get busy(): boolean {
    return this.#behind.size > 0;
  }

  /** A packet that the server pushed. */
  receive(packet: EntriesPacket): void {
    const record = this.#options.book.get(packet.channelId);
    if (!record) return hold(this.#unknown, packet, 50);
    const waiting = this.#behind.get(packet.channelId);
    if (waiting) {
      if (waiting.length < bufferedPacketsMax) waiting.push(packet);
      return;
    }
    if (!record.apply(packet)) this.fetch(record, [packet]);
  }

  heads({ heads }: HeadsPacket): void {
    for (const { channelId, epoch, seq } of heads) {
      const record = this.#options.book.get(channelId);
      if (record && (record.position.epoch !== epoch || record.position.seq < seq)) this.fetch(record);
    }
  }

  /** To be called once a channel's record is there: what arrived for it before is applied or fetched. */
  adopt(record: ChannelRecord): void {
    const packets = this.#unknown.get(record.id) ?? [];
    this.#unknown.delete(record.id);
    for (const packet of packets) this.receive(packet);
  }

  fetchAll(): void {
    this.#failures = 0;
    for (const record of this.#options.book.all()) this.fetch(record);
  }

  /** What is asked first once there is a connection again; null where there is nothing to ask. */
  foresee(): CommandInput<'channel.sync'> | null {
    const { book } = this.#options;
    const known = new Set([...this.#behind.keys(), ...[...book.all()].map(({ id }) => id)]);
    const records = this.#mostUrgent([...known].flatMap((id) => book.get(id) ?? []));
    return records.length === 0 ? null : toRequest(records);
  }

  fetch(record: ChannelRecord, packets: EntriesPacket[] = []): void {
    const waiting = this.#behind.get(record.id);
    if (waiting) waiting.push(...packets);
    else this.#behind.set(record.id, packets);
    if (this.#behind.size === 1) this.changed.emit(true);
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      // What is asked together is known before the first request goes out.
      await Promise.resolve();
      while (this.#behind.size > 0 && this.#options.connection.status.state === 'live') await this.#round();
    } finally {
      this.#running = false;
      this.changed.emit(this.busy);
    }
  }

  async #round(): Promise<void> {
    const { connection, timers } = this.#options;
    const records = this.#next();
    if (records.length === 0) return;
    try {
      const { channels } = await connection.command('channel.sync', toRequest(records), { onlyNow: true });
      this.#failures = 0;
      for (const synced of channels) await this.#take(synced);
      const answered = new Set(channels.map(({ channelId }) => channelId));
      if (!records.some(({ id }) => answered.has(id)))
        throw new Error('the server answered for none of the channels');
    } catch (error) {
      this.#failures += 1;
      await sleep(timers, retryAfterMs(toAtriumError(error), this.#failures, timers.random()));
    }
  }

  #next(): ChannelRecord[] {
    const { book } = this.#options;
    const records: ChannelRecord[] = [];
    for (const channelId of this.#behind.keys()) {
      const record = book.get(channelId);
      if (record) records.push(record);
      else this.#done(channelId);
    }
    return this.#mostUrgent(records);
  }

  #mostUrgent(records: ChannelRecord[]): ChannelRecord[] {
    const { urgency } = this.#options;
    return records.sort((a, b) => urgency(b) - urgency(a)).slice(0, positionsPerRequest);
  }

  async #take(synced: Synced): Promise<void> {
    const { book } = this.#options;
    const record = book.get(synced.channelId);
    if (!record) return this.#done(synced.channelId);
    switch (synced.state) {
      case 'gone':
        this.#done(record.id);
        return book.forget(record.id);
      case 'reset':
        return this.#reopen(record);
      case 'same':
        return this.#drain(record);
      case 'rest': {
        if (!record.apply(synced) || (synced.more && synced.entries.length === 0)) return this.#gap(record);
        if (!synced.more) return this.#drain(record);
        return;
      }
      default:
        return synced satisfies never;
    }
  }

  /** Applies what arrived live in the meantime; a gap in it means one more round. */
  async #drain(record: ChannelRecord): Promise<void> {
    const packets = this.#behind.get(record.id) ?? [];
    while (packets.length > 0) {
      const packet = packets[0];
      if (packet && !record.apply(packet)) {
        // It is kept: it may be what follows once the gap is closed.
        return this.#gap(record);
      }
      packets.shift();
    }
    this.#gaps.delete(record.id);
    this.#done(record.id);
  }

  async #gap(record: ChannelRecord): Promise<void> {
    const gaps = (this.#gaps.get(record.id) ?? 0) + 1;
    this.#gaps.set(record.id, gaps);
    if (gaps > gapsMax) return this.#reopen(record);
    // The node that answered may be a moment behind the one that pushed.
    await sleep(this.#options.timers, 20 * gaps);
  }

  async #reopen(record: ChannelRecord): Promise<void> {
    await this.#options.reopen(record);
    const packets = this.#behind.get(record.id) ?? [];
    // Of the old epoch, or already in the snapshot.
    const fresh = packets.filter(
      ({ epoch, entries }) =>
        epoch === record.position.epoch && entries.some(({ seq }) => seq > record.position.seq),
    );
    packets.splice(0, packets.length, ...fresh);
    this.#gaps.delete(record.id);
    return this.#drain(record);
  }

  #done(channelId: ChannelId): void {
    if (this.#behind.delete(channelId) && this.#behind.size === 0) this.changed.emit(false);
  }
}

function toRequest(records: readonly ChannelRecord[]): CommandInput<'channel.sync'> {
  return { positions: records.map((record) => ({ channelId: record.id, position: record.position })) };
}

function hold(packets: Map<ChannelId, EntriesPacket[]>, packet: EntriesPacket, channelsMax: number): void {
  const held = packets.get(packet.channelId) ?? [];
  if (held.length >= bufferedPacketsMax || (held.length === 0 && packets.size >= channelsMax)) return;
  held.push(packet);
  packets.set(packet.channelId, held);
}
