/**
 * Sends what is in the outbox, in the leading tab: channels side by side, each channel's items one after the other. An
 * item that the server could not take now is tried again, with growing pauses, before anything later of its channel.
 */
import { type AtriumError, type ChannelId, errorCodes } from '@atrium/shared';
import type { Connection } from '../net/connection.ts';
import { retryAfterMs, toAtriumError } from '../net/errors.ts';
import type { Timers } from '../net/timers.ts';
import { reportError } from './emitter.ts';
import type { Outbox, OutboxItem } from './outbox.ts';

/** A server's own mistake is not retried for ever: after so many answers the author decides. */
const internalErrorsMax = 8;
const channelsAtOnce = 8;
const ackTimeoutMs = 10_000;

export class Sender {
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #timers: Timers;
  readonly #busy = new Set<ChannelId>();
  readonly #pauses = new Map<ChannelId, () => void>();
  readonly #attempts = new Map<number, number>();
  readonly #offs: (() => void)[] = [];
  #leading = false;
  #loading = false;
  #stopped = false;

  constructor(options: { connection: Connection; outbox: Outbox; timers: Timers }) {
    this.#connection = options.connection;
    this.#outbox = options.outbox;
    this.#timers = options.timers;
    this.#offs.push(this.#outbox.changed.on(() => this.#next()));
  }

  /** What an earlier leader left on the disk is sent first. */
  async lead(): Promise<void> {
    await this.#outbox.load();
    if (this.#stopped) return;
    this.#leading = true;
    this.#next();
  }

  /** The link is open again: waiting for a pause to end would only delay what was said before. */
  resume(): void {
    for (const cancel of this.#pauses.values()) cancel();
    this.#pauses.clear();
    this.#next();
  }

  stop(): void {
    this.#stopped = true;
    this.#leading = false;
    for (const off of this.#offs) off();
    for (const cancel of this.#pauses.values()) cancel();
  }

  #next(): void {
    if (!this.#leading || this.#connection.status.state !== 'live') return;
    const seen = new Set<ChannelId>();
    for (const item of this.#outbox.items()) {
      const { channelId } = item.input;
      if (item.failed !== null || item.landed !== null || seen.has(channelId)) continue;
      seen.add(channelId);
      if (this.#busy.has(channelId) || this.#pauses.has(channelId) || this.#busy.size >= channelsAtOnce)
        continue;
      if (this.#outbox.hasGapBefore(item.order)) return this.#fillGap();
      this.#busy.add(channelId);
      void this.#send(item).finally(() => {
        this.#busy.delete(channelId);
        this.#next();
      });
    }
  }

  /** Another tab's word was given first: it is on the disk. */
  #fillGap(): void {
    if (this.#loading) return;
    this.#loading = true;
    void this.#outbox
      .load()
      .catch(reportError)
      .finally(() => {
        this.#loading = false;
        this.#next();
      });
  }

  async #send(item: OutboxItem): Promise<void> {
    const { order, name, input } = item;
    try {
      const result = await this.#connection.command(name, input, { onlyNow: true, timeoutMs: ackTimeoutMs });
      this.#attempts.delete(order);
      await this.#outbox.acknowledge(order, result);
    } catch (error) {
      await this.#refused(item, toAtriumError(error));
    }
  }

  async #refused({ order, input }: OutboxItem, error: AtriumError): Promise<void> {
    const attempt = (this.#attempts.get(order) ?? 0) + 1;
    this.#attempts.set(order, attempt);
    // Signing in again, or a new client, will send it.
    if (
      error.code === 'unauthenticated' ||
      error.code === 'session_revoked' ||
      error.code === 'version_mismatch'
    )
      return this.#pause(input.channelId, 30_000);
    const again =
      errorCodes[error.code].retryable && (error.code !== 'internal' || attempt < internalErrorsMax);
    if (again) return this.#pause(input.channelId, retryAfterMs(error, attempt, this.#timers.random()));
    this.#attempts.delete(order);
    await this.#outbox.fail(order, error);
  }

  #pause(channelId: ChannelId, ms: number): void {
    const cancel = this.#timers.after(ms, () => {
      this.#pauses.delete(channelId);
      this.#next();
    });
    this.#pauses.set(channelId, cancel);
  }
}
