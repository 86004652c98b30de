/**
 * Keeps one link to the server open and lets commands be asked over it. It promises that a command's promise always
 * settles, that nobody hears of two links at once, and that it comes back by itself unless the server said not to:
 * `signed_out` and `outdated` stay until somebody connects again.
 */
import {
  AtriumError,
  type CommandInput,
  type CommandName,
  type CommandResult,
  type ErrorBody,
  limits,
  type Reply,
} from '@atrium/shared';
import { fromBody, noAnswer } from './errors.ts';
import { type Http, isHttpOnly } from './http.ts';
import type { Link, OpenLink, PacketName, Packets } from './link.ts';
import { backoffMs, type Timers } from './timers.ts';

export type ConnectionState = 'connecting' | 'live' | 'offline' | 'signed_out' | 'outdated';

export interface ConnectionStatus {
  state: ConnectionState;
  retryAt: number | null;
  offlineSince: number | null;
}

export interface AskOptions {
  timeoutMs?: number;
  /** Fail at once rather than wait for the link to open. */
  onlyNow?: boolean;
}

/** A command and its input. */
export type Foreseen = {
  [Name in CommandName]: { name: Name; input: CommandInput<Name> };
}[CommandName] & {
  /** Whoever asks brings the answer up to date by themselves: it may be older than its question. */
  mayBeOlder?: boolean;
};

export interface Connection {
  readonly status: ConnectionStatus;
  /** @throws {AtriumError} the server's refusal, or `retry_later` when there was no answer in time */
  command<Name extends CommandName>(
    name: Name,
    input: CommandInput<Name>,
    options?: AskOptions,
  ): Promise<CommandResult<Name>>;
  on<Name extends PacketName>(name: Name, listener: (packet: Packets[Name]) => void): () => void;
  onStatus(listener: (status: ConnectionStatus) => void): () => void;
  /**
   * `foresee` is asked at each attempt what will be asked as soon as the link is open: it goes along with the handshake, and
   * whoever asks just that when it is open has the answer a round trip earlier. Only for what changes nothing.
   */
  onOpening(foresee: () => readonly Foreseen[]): () => void;
  /** Opens the link, and keeps it open. */
  connect(): void;
  /** Tries again now: the network came back, or somebody asked. */
  wake(): void;
  close(): void;
}

const defaultTimeoutMs = 10_000;
/** So much older an answer may be: a page is loaded and drawn until its messages are asked for. */
const olderMsMax = 5_000;
/** Around a command in its frame: its name, and the number of its answer. */
const envelopeBytes = 256;
const endings: Partial<Record<ErrorBody['code'], ConnectionState>> = {
  unauthenticated: 'signed_out',
  session_revoked: 'signed_out',
  deactivated: 'signed_out',
  version_mismatch: 'outdated',
};

const keyOf = (name: CommandName, input: unknown) => `${name} ${JSON.stringify(input)}`;

export function createConnection(openLink: OpenLink, http: Http, timers: Timers): Connection {
  const listeners = new Map<PacketName, Set<(packet: never) => void>>();
  const statusListeners = new Set<(status: ConnectionStatus) => void>();
  const foreseeing = new Set<() => readonly Foreseen[]>();
  /** What was asked along with the handshake, by {@link keyOf}. */
  const foreseen = new Map<string, { reply: Promise<Reply<unknown>>; mayBeOlder: boolean }>();
  /** Commands that wait for the link to open. */
  const waiting = new Set<() => void>();
  let status: ConnectionStatus = { state: 'offline', retryAt: null, offlineSince: null };
  let link: Link | null = null;
  let attempt = 0;
  /** What the server asked for in its `bye`. */
  let comeBackWithinMs: number | null = null;
  let ending: ConnectionState | null = null;
  let cancelRetry = () => {};

  function setStatus(state: ConnectionState, retryAt: number | null = null): void {
    const offlineSince = state === 'live' ? null : (status.offlineSince ?? timers.now());
    status = { state, retryAt, offlineSince };
    for (const listener of [...statusListeners]) listener(status);
    if (state !== 'connecting' && state !== 'offline') release();
  }

  function release(): void {
    const released = [...waiting];
    waiting.clear();
    for (const resolve of released) resolve();
  }

  function open(): void {
    cancelRetry();
    if (link) return;
    setStatus('connecting');
    let mine: Link | null = null;
    let over = false;
    mine = openLink({
      opened() {
        if (over) return;
        attempt = 0;
        comeBackWithinMs = null;
        setStatus('live');
        // An answer must not be older than its question: who has not asked by now asks for themselves.
        timers.after(0, () => mine === link && forget(({ mayBeOlder }) => !mayBeOlder));
        timers.after(olderMsMax, () => mine === link && forget(() => true));
      },
      packet(name, packet) {
        if (over) return;
        if (name === 'bye') takeLeave(packet as Packets['bye']);
        for (const listener of listeners.get(name) ?? []) listener(packet as never);
      },
      closed(error) {
        if (over) return;
        over = true;
        if (link === mine) link = null;
        foreseen.clear();
        comeBack(error);
      },
    });
    if (over) return;
    link = mine;
    askAlong(mine);
  }

  function forget(which: (asked: { mayBeOlder: boolean }) => boolean): void {
    for (const [key, asked] of foreseen) if (which(asked)) foreseen.delete(key);
  }

  function askAlong(opening: Link): void {
    foreseen.clear();
    for (const { name, input, mayBeOlder = false } of [...foreseeing].flatMap((foresee) => foresee())) {
      const reply = opening.ask(name, input, defaultTimeoutMs);
      // Whoever asks for it hears of a failure; perhaps nobody does.
      reply.catch(() => {});
      foreseen.set(keyOf(name, input), { reply, mayBeOlder });
    }
  }

  /** The answer to what was asked along with the handshake, once. */
  function takeForeseen(name: CommandName, input: unknown): Promise<Reply<unknown>> | null {
    if (foreseen.size === 0) return null;
    const key = keyOf(name, input);
    const asked = foreseen.get(key);
    foreseen.delete(key);
    return asked?.reply ?? null;
  }

  function takeLeave(bye: Packets['bye']): void {
    comeBackWithinMs = bye.retryAfterMs;
    ending = bye.why === 'revoked' ? 'signed_out' : bye.why === 'version' ? 'outdated' : null;
  }

  function comeBack(error: ErrorBody | null): void {
    const end = ending ?? (error ? (endings[error.code] ?? null) : null);
    ending = null;
    if (end) return setStatus(end);
    const asked = error?.retryAfterMs ?? comeBackWithinMs;
    const waitMs =
      asked === null || asked === 0
        ? backoffMs(attempt, timers.random())
        : Math.round(timers.random() * asked);
    attempt += 1;
    setStatus('offline', timers.now() + waitMs);
    cancelRetry = timers.after(waitMs, open);
  }

  async function waitForLink(timeoutMs: number): Promise<void> {
    if (status.state !== 'connecting' && status.state !== 'offline') return;
    await new Promise<void>((resolve) => {
      const cancel = timers.after(timeoutMs, () => {
        waiting.delete(done);
        resolve();
      });
      const done = () => {
        cancel();
        resolve();
      };
      waiting.add(done);
    });
  }

  async function ask(name: CommandName, input: unknown, options: AskOptions): Promise<unknown> {
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    if (options.onlyNow !== true) await waitForLink(timeoutMs);
    if (status.state === 'signed_out') throw new AtriumError('unauthenticated');
    if (status.state === 'outdated') throw new AtriumError('version_mismatch');
    if (!link || status.state !== 'live') throw noAnswer('offline');
    if (isTooLarge(input)) throw new AtriumError('too_large');
    const asked = takeForeseen(name, input) ?? link.ask(name, input, timeoutMs);
    const reply = await asked.catch((error: unknown) => {
      throw noAnswer(error);
    });
    if (reply.ok) return reply.result;
    throw fromBody(reply.error);
  }

  return {
    get status() {
      return status;
    },
    command: (name, input, options = {}) =>
      isHttpOnly(name) ? http.post(name, input) : (ask(name, input, options) as never),
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener as never));
      return () => set.delete(listener as never);
    },
    onStatus(listener) {
      statusListeners.add(listener);
      return () => statusListeners.delete(listener);
    },
    onOpening(foresee) {
      foreseeing.add(foresee);
      return () => foreseeing.delete(foresee);
    },
    connect: open,
    wake() {
      if (status.state !== 'offline' || status.retryAt === null) return;
      attempt = 0;
      open();
    },
    close() {
      cancelRetry();
      const last = link;
      link = null;
      // Its `closed` would plan to come back: there is nothing to come back to.
      if (last) {
        ending = 'offline';
        last.close();
      } else setStatus('offline');
      cancelRetry();
    },
  };
}

/** The server ends a link that brings a larger frame: what is asked again over each new one would end them all. */
function isTooLarge(input: unknown): boolean {
  return new Blob([JSON.stringify(input)]).size > limits.frameBytesMax - envelopeBytes;
}
