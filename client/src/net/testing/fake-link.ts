/** Links to a {@link FakeServer} over a network that delays, and that loses, repeats and swaps what is pushed. */
import { AtriumError, type MemberId, type Reply } from '@atrium/shared';
import type { Link, LinkListener, OpenLink, PacketName, Packets } from '../link.ts';
import type { FakeServer, Subscriber } from './fake-server.ts';
import type { FakeTimers } from './fake-timers.ts';
import type { Random } from '../../../../tests/random.ts';

export interface Weather {
  delayMsMax: number;
  /** Of pushed packets: a server that stopped pushing, a relay that repeats. Answers are never lost but with the link. */
  drop: number;
  repeat: number;
  swap: number;
  /** No link opens. */
  down: boolean;
}

export const fair: Weather = { delayMsMax: 20, drop: 0, repeat: 0, swap: 0, down: false };

export class FakeNetwork {
  weather: Weather = fair;
  readonly #server: FakeServer;
  readonly #timers: FakeTimers;
  readonly #random: Random;
  readonly #links = new Set<FakeLink>();

  constructor(server: FakeServer, timers: FakeTimers, random: Random) {
    this.#server = server;
    this.#timers = timers;
    this.#random = random;
  }

  linksOf(memberId: MemberId): OpenLink {
    return (listener) => {
      const link = new FakeLink({
        memberId,
        listener,
        server: this.#server,
        timers: this.#timers,
        random: this.#random,
        weather: () => this.weather,
      });
      this.#links.add(link);
      return link;
    };
  }

  /** Cuts one of the links that are open, at random; both sides notice at once. */
  cutOne(): void {
    const open = [...this.#links].filter((link) => link.isOpen);
    this.#random.pickIfAny(open)?.close();
  }

  cutAll(): void {
    for (const link of this.#links) link.close();
  }
}

interface FakeLinkOptions {
  memberId: MemberId;
  listener: LinkListener;
  server: FakeServer;
  timers: FakeTimers;
  random: Random;
  weather: () => Weather;
}

class FakeLink implements Link, Subscriber {
  readonly memberId: MemberId;
  readonly #options: FakeLinkOptions;
  readonly #waiting = new Set<(error: Error) => void>();
  #state: 'opening' | 'open' | 'closed' = 'opening';
  /** What was asked before, to be sent along. */
  readonly #first: (() => void)[] = [];
  /** What was sent earlier arrives earlier, unless it is swapped on purpose. */
  #lastAt = { up: 0, down: 0 };

  constructor(options: FakeLinkOptions) {
    this.#options = options;
    this.memberId = options.memberId;
    const { timers, random, weather, server, listener } = options;
    timers.after(random.below(weather().delayMsMax + 1), () => {
      if (this.#state === 'closed') return;
      if (weather().down) return this.close();
      this.#state = 'open';
      server.subscribers.add(this);
      for (const send of this.#first) send();
      listener.opened();
    });
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  push<Name extends PacketName>(name: Name, packet: Packets[Name]): void {
    const { random, weather, listener } = this.#options;
    if (name === 'entries' && random.chance(weather().drop)) return;
    const copy = structuredClone(packet);
    const deliver = () => listener.packet(name, copy);
    this.#travel('down', deliver, name === 'entries' && random.chance(weather().swap));
    if (name === 'entries' && random.chance(weather().repeat)) this.#travel('down', deliver);
  }

  ask(name: string, input: unknown, timeoutMs: number): Promise<Reply<unknown>> {
    const { server, timers } = this.#options;
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        this.#waiting.delete(fail);
        reject(error);
      };
      this.#waiting.add(fail);
      timers.after(timeoutMs, () => this.#waiting.has(fail) && fail(new Error('timeout')));
      const arrive = () => {
        const reply = structuredClone(answer(() => server.ask(this.memberId, name, structuredClone(input))));
        this.#travel('down', () => {
          this.#waiting.delete(fail);
          resolve(reply);
        });
      };
      if (this.#state === 'opening') this.#first.push(arrive);
      else this.#travel('up', arrive);
    });
  }

  #travel(way: 'up' | 'down', arrive: () => void, late = false): void {
    const { timers, random, weather } = this.#options;
    const delay = random.below(weather().delayMsMax + 1) * (late ? 4 : 1);
    const at = Math.max(timers.now() + delay, late ? 0 : this.#lastAt[way]);
    if (!late) this.#lastAt[way] = at;
    timers.after(at - timers.now(), () => {
      if (this.#state === 'open') arrive();
    });
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#options.server.subscribers.delete(this);
    for (const fail of [...this.#waiting]) fail(new Error('the link closed'));
    this.#options.listener.closed(null);
  }
}

function answer(run: () => unknown): Reply<unknown> {
  try {
    return { ok: true, result: run() };
  } catch (error) {
    if (error instanceof AtriumError) return { ok: false, error: error.toBody('test') };
    throw error;
  }
}
