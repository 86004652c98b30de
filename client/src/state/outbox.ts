/**
 * What this member said and did that the server has not confirmed. An item is on the device's disk before it shows as
 * pending; it leaves when its acknowledgement or its entry comes, and is never dropped otherwise but by its author.
 * All tabs hold the same list; the leading tab sends, one command of a channel at a time, in the order in which they
 * were given, with the clientId that they were given under.
 */
import {
  type AtriumError,
  type ChannelId,
  type ClientId,
  type CommandInput,
  type CommandResult,
  type ErrorBody,
  newId,
  type Position,
  type Seq,
} from '@atrium/shared';
import { fromBody } from '../net/errors.ts';
import type { Timers } from '../net/timers.ts';
import { Emitter, reportError } from './emitter.ts';
import type { Storage } from './storage.ts';
import type { TabBus } from './tabs.ts';

export type OutboxCommand = 'message.post' | 'message.edit' | 'message.delete' | 'message.react';

export type OutboxRequest = {
  [Name in OutboxCommand]: {
    name: Name;
    input: CommandInput<Name> & { channelId: ChannelId; clientId: ClientId };
  };
}[OutboxCommand];

export type OutboxItem = OutboxRequest & {
  /** Its place: greater than that of everything given before it. */
  order: number;
  /** When it was given (milliseconds since 1970, this device's clock). */
  at: number;
  /** What the server refused it with; null while it waits or is on its way. */
  failed: ErrorBody | null;
  /** Where its entry landed: the item stays until the channel's position has reached it. */
  landed: Position | null;
};

type Stored = OutboxRequest & Pick<OutboxItem, 'at' | 'failed'>;
export type OutboxMessage = { kind: 'outbox'; order: number; item: OutboxItem | null };

export interface OutboxOptions {
  storage: Storage;
  bus: TabBus;
  timers: Timers;
}

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #items = new Map<number, OutboxItem>();
  /** Every item up to here has been heard of. */
  #completeTo = 0;
  /** A few bytes for each message that this person wrote since the tab was opened. */
  readonly #gone = new Set<number>();
  /** The channel whose items changed. */
  readonly changed = new Emitter<ChannelId>();
  readonly #offBus: () => void;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#offBus = options.bus.on((message) => {
      if (isOutboxMessage(message)) this.#put(message.order, message.item);
    });
  }

  /** In the order in which they were given. */
  items(): OutboxItem[] {
    return [...this.#items.values()].sort((a, b) => a.order - b.order);
  }

  in(channelId: ChannelId): OutboxItem[] {
    return this.items().filter((item) => item.input.channelId === channelId);
  }

  /** Texts that the server does not have. */
  unsent(): OutboxItem[] {
    const isText = ({ name }: OutboxItem) => name === 'message.post' || name === 'message.edit';
    return this.items().filter((item) => isText(item) && item.landed === null);
  }

  find(clientId: ClientId): OutboxItem | null {
    return this.items().find((item) => item.input.clientId === clientId) ?? null;
  }

  get(order: number): OutboxItem | undefined {
    return this.#items.get(order);
  }

  /** Takes in what is on the disk: at the start, and when this tab begins to lead (another may have died). */
  async load(): Promise<void> {
    const before = this.items();
    const stored = (await this.#options.storage.all('outbox')).filter(({ value }) => isStored(value));
    const orders = new Set(stored.map(({ key }) => Number(key)));
    this.#completeTo = Math.max(this.#completeTo, ...orders);
    for (const { key, value } of stored) {
      const order = Number(key);
      if (!this.#items.has(order)) this.#put(order, { ...(value as Stored), order, landed: null });
    }
    // Another tab saw these through; those whose entry is awaited here stay until it comes.
    for (const item of before)
      if (!orders.has(item.order) && item.landed === null) this.#put(item.order, null);
  }

  /** Is anything that was given before this item still unheard of? Another tab wrote it, and its word is on the way. */
  hasGapBefore(order: number): boolean {
    return order > this.#completeTo;
  }

  /** Resolves once it is safe on this device. */
  async add(request: OutboxRequest): Promise<OutboxItem> {
    const stored: Stored = { ...request, at: this.#options.timers.now(), failed: null };
    const order = await this.#options.storage.append(stored);
    const item: OutboxItem = { ...stored, order, landed: null };
    this.#share(order, item);
    return item;
  }

  static newClientId(): ClientId {
    return newId<ClientId>();
  }

  /** Sends a refused item again, at its old place. */
  async retry(clientId: ClientId): Promise<void> {
    const item = this.find(clientId);
    if (item) await this.#change(item, { ...item, failed: null });
  }

  async discard(clientId: ClientId): Promise<OutboxItem | null> {
    const item = this.find(clientId);
    if (item) await this.#change(item, null);
    return item;
  }

  async acknowledge(order: number, result: CommandResult<OutboxCommand>): Promise<void> {
    const item = this.#items.get(order);
    if (!item) return;
    this.#share(order, { ...item, failed: null, landed: { epoch: result.epoch, seq: result.seq } });
    await this.#options.storage.update(order, undefined);
  }

  async fail(order: number, error: AtriumError): Promise<void> {
    const item = this.#items.get(order);
    if (item) await this.#change(item, { ...item, failed: error.toBody('') });
  }

  /** The channel has come to this position: what landed at or before it shows in the journal by now. */
  async settle(channelId: ChannelId, position: Position, ownClientIds: ReadonlySet<string>): Promise<void> {
    for (const item of this.in(channelId)) {
      const { landed } = item;
      const shows = landed !== null && (landed.epoch !== position.epoch || landed.seq <= position.seq);
      if (shows) this.#put(item.order, null);
      else if (ownClientIds.has(item.input.clientId)) await this.#change(item, null);
    }
  }

  async #change(item: OutboxItem, next: OutboxItem | null): Promise<void> {
    this.#share(item.order, next);
    await this.#options.storage.update(item.order, next ? toStored(next) : undefined);
  }

  #share(order: number, item: OutboxItem | null): void {
    this.#put(order, item);
    try {
      this.#options.bus.post({ kind: 'outbox', order, item } satisfies OutboxMessage);
    } catch (error) {
      // A bus that was closed: this tab is going away, and the item is on the disk.
      reportError(error);
    }
  }

  /** Two tabs may be heard out of turn: what is gone stays gone, what landed does not wait again. */
  #put(order: number, item: OutboxItem | null): void {
    const before = this.#items.get(order);
    if (order === this.#completeTo + 1) this.#completeTo = order;
    if (item && (this.#gone.has(order) || (before?.landed && !item.landed))) return;
    if (item) this.#items.set(order, item);
    else this.#items.delete(order);
    if (!item) this.#gone.add(order);
    const channelId = (item ?? before)?.input.channelId;
    if (channelId !== undefined && item !== before) this.changed.emit(channelId);
  }

  close(): void {
    this.#offBus();
  }
}

function toStored({ order: _order, landed: _landed, ...stored }: OutboxItem): Stored {
  return stored;
}

/** A disk may give back anything. */
function isStored(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null || !('input' in value) || !('name' in value)) return false;
  return typeof value.input === 'object' && value.input !== null && 'channelId' in value.input;
}

function isOutboxMessage(message: unknown): message is OutboxMessage {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'outbox';
}

export function failureOf(item: OutboxItem): AtriumError | null {
  return item.failed ? fromBody(item.failed) : null;
}

/** The message that an item changes, or null when it is a message of its own. */
export function targetOf(item: OutboxItem): Seq | null {
  return item.name === 'message.post' ? null : item.input.seq;
}
