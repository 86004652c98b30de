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
  /** Opens the link, and keeps it open. */
  connect(): void;
  /** Tries again now: the network came back, or somebody asked. */
  wake(): void;
  close(): void;
}

const defaultTimeoutMs = 10_000;
const endings: Partial<Record<ErrorBody['code'], ConnectionState>> = {
  unauthenticated: 'signed_out',
  session_revoked: 'signed_out',
  deactivated: 'signed_out',
  version_mismatch: 'outdated',
};

export function createConnection(openLink: OpenLink, http: Http, timers: Timers): Connection {
  const listeners = new Map<PacketName, Set<(packet: never) => void>>();
  const statusListeners = new Set<(status: ConnectionStatus) => void>();
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
        comeBack(error);
      },
    });
    if (!over) link = mine;
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
    const reply = await link.ask(name, input, timeoutMs).catch((error: unknown) => {
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
