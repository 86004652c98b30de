/** Messages under way: who sends the next one, what is still to be delivered, and how long each delivery took. */
import { randomBytes } from 'node:crypto';
import { Histogram } from './histogram.ts';
import type { LightClient } from './light-client.ts';

export type Protocol = 'bare' | 'atrium';

/** A channel and the clients in it, by index. */
export interface Room {
  id: string;
  clients: number[];
}

const slots = 1 << 16;
const filler =
  'the quick brown fox jumps over the lazy dog and then sits down to write a message of the usual length to all of its friends here.';

export class Traffic {
  readonly #protocol: Protocol;
  readonly #clients: readonly LightClient[];
  readonly #rooms: readonly Room[];
  readonly #remaining = new Int32Array(slots);
  readonly #sentAt = new Float64Array(slots);
  #nextId = 0;
  #nextRoom = 0;
  #completed: () => void = () => undefined;
  deliveries = 0;
  packets = 0;
  messages = 0;
  sent = 0;
  latency = new Histogram();

  constructor(protocol: Protocol, clients: readonly LightClient[], rooms: readonly Room[]) {
    this.#protocol = protocol;
    this.#clients = clients;
    this.#rooms = rooms;
  }

  /** Called for each delivery of each message. */
  delivered(id: number): void {
    const slot = id % slots;
    const left = (this.#remaining[slot] ?? 0) - 1;
    this.#remaining[slot] = left;
    this.deliveries += 1;
    this.latency.add(performance.now() - (this.#sentAt[slot] ?? 0));
    if (left !== 0) return;
    this.messages += 1;
    this.#completed();
  }

  onCompleted(listener: () => void): void {
    this.#completed = listener;
  }

  resetCounts(): void {
    this.deliveries = 0;
    this.packets = 0;
    this.messages = 0;
    this.sent = 0;
    this.latency = new Histogram();
  }

  /** The next message, in the next room, by a member of it chosen in turn. */
  sendOne(at = performance.now()): void {
    const room = this.#rooms[this.#nextRoom];
    this.#nextRoom = (this.#nextRoom + 1) % this.#rooms.length;
    if (!room) return;
    const id = this.#nextId;
    this.#nextId = (this.#nextId + 1) % 100_000_000;
    this.sent += 1;
    const slot = id % slots;
    this.#remaining[slot] = room.clients.length;
    this.#sentAt[slot] = at;
    const sender = this.#clients[room.clients[id % room.clients.length] ?? 0];
    const body = `~${String(id).padStart(8, '0')} ${filler}`.slice(0, 140);
    if (this.#protocol === 'bare') sender?.send(`42["post","${body}"]`);
    else {
      const clientId = randomBytes(12).toString('hex');
      sender?.post('message.post', `{"channelId":"${room.id}","clientId":"${clientId}","body":"${body}"}`);
    }
  }
}
