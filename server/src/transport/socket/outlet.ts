/**
 * What one connection is sent. Frames of one turn leave in one write, in the order in which they were pushed. A reader
 * that does not take them is switched from push to pull: over `socketQueueBytesLagging` nothing is pushed any more; when
 * it has taken what was queued it is told the heads and fetches the rest; if it stays slow it is let go. Without this one
 * paused tab would hold the memory of everything that its channels say.
 */
import { limits } from '@atrium/shared';
import type { Turn } from '../../core/delivery/turn.ts';
import { frameText, type Frame } from './frame.ts';
import { type Engine, netSocket, writableSocket } from './raw-socket.ts';
import type { SlowReaders } from './slow-readers.ts';
import { queuedIn, writeNow } from './write-now.ts';

export interface OutletOwner {
  /** It has caught up: tell it the heads, and to reload what is its own if `lostMe`. */
  caughtUp(lostMe: boolean): void;
  /** It will not catch up. */
  tooSlow(): void;
}

export interface OutletOptions {
  engine: Engine;
  turn: Turn;
  slow: SlowReaders;
  clock: () => number;
  owner: OutletOwner;
}

const none: Frame[] = [];

export class Outlet {
  /** What this turn brought: nearly always one frame. */
  #first: Frame | null = null;
  #more = none;
  /** Bytes that engine.io keeps back. */
  #kept = 0;
  /** When it fell behind, milliseconds since 1970; 0 while it keeps up. */
  #laggingSince = 0;
  #lostMe = false;
  readonly #engine: Engine;
  readonly #options: OutletOptions;

  constructor(options: OutletOptions) {
    this.#engine = options.engine;
    this.#options = options;
  }

  get isLagging(): boolean {
    return this.#laggingSince > 0;
  }

  /** Bytes that were written and have not left this process. */
  get queuedBytes(): number {
    const socket = netSocket(this.#engine);
    return this.#kept + (socket === null ? 0 : queuedIn(socket));
  }

  push(frame: Frame): void {
    if (this.#first === null) {
      this.#first = frame;
      this.#options.turn.write(this);
    } else if (this.#more === none) {
      this.#more = [frame];
    } else {
      this.#more.push(frame);
    }
  }

  /** Lost while it lags: the heads that follow make up for it. */
  pushEntries(frame: Frame): void {
    if (this.#laggingSince === 0) this.push(frame);
  }

  pushMe(frame: Frame): void {
    if (this.#laggingSince === 0) this.push(frame);
    else this.#lostMe = true;
  }

  pushLive(frame: Frame): void {
    if (this.#laggingSince === 0 && this.queuedBytes === 0) this.push(frame);
  }

  /** One write for all that this turn brought. */
  flush(): void {
    const first = this.#first;
    const more = this.#more;
    if (first === null) return;
    this.#first = null;
    this.#more = none;
    const socket = writableSocket(this.#engine);
    if (socket === null) this.#writeThroughEngine([first, ...more]);
    else if (writeNow(socket, more === none ? first : Buffer.concat([first, ...more]))) return;
    if (this.queuedBytes > limits.socketQueueBytesLagging) this.#fellBehind();
  }

  /** Asked twice a second while it lags. */
  check(now: number): void {
    if (this.queuedBytes === 0) {
      const lostMe = this.#lostMe;
      this.#laggingSince = 0;
      this.#lostMe = false;
      this.#options.slow.remove(this);
      this.#options.owner.caughtUp(lostMe);
    } else if (now - this.#laggingSince > limits.socketLaggingMsMax) {
      this.#options.owner.tooSlow();
    }
  }

  /** The connection is over. */
  close(): void {
    this.#first = null;
    this.#more = none;
    this.#options.slow.remove(this);
  }

  #fellBehind(): void {
    if (this.#laggingSince === 0) {
      this.#laggingSince = this.#options.clock();
      this.#options.slow.add(this);
    } else if (this.queuedBytes > limits.socketQueueBytesMax) {
      // Only answers to its own commands still come: it asks for more than it takes.
      this.#options.owner.tooSlow();
    }
  }

  /** The ordinary way, while engine.io writes a heartbeat of its own. */
  #writeThroughEngine(frames: Frame[]): void {
    if (this.#engine.readyState !== 'open') return;
    for (const frame of frames) {
      this.#kept += frame.length;
      const options = { compress: false, wsPreEncodedFrame: [frame] };
      const written = () => {
        this.#kept -= frame.length;
      };
      this.#engine.write(frameText(frame), options as never, written as never);
    }
  }
}
