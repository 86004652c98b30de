/** Tabs of one browser: they hear each other, and one of them leads. */
import { reportError } from './emitter.ts';

export interface TabBus {
  /** Reaches all other tabs, not this one. */
  post(message: unknown): void;
  on(listener: (message: unknown) => void): () => void;
  close(): void;
}

export interface Leadership {
  /** Calls back once this tab leads. Leading ends with `stop` or with the tab. */
  lead(onLead: () => void): () => void;
}

export function broadcastBus(name: string): TabBus {
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    on(listener) {
      const listen = (event: MessageEvent<unknown>) => listener(event.data);
      channel.addEventListener('message', listen);
      return () => channel.removeEventListener('message', listen);
    },
    close: () => channel.close(),
  };
}

/** Web Locks: the browser passes the lock on as soon as its holder's tab is gone, however it ended. */
export function lockLeadership(name: string, locks: LockManager = navigator.locks): Leadership {
  return {
    lead(onLead) {
      const giveUp = new AbortController();
      let release = () => {};
      const held = () =>
        new Promise<void>((resolve) => {
          release = resolve;
          onLead();
        });
      locks.request(name, { signal: giveUp.signal }, held).catch((error: unknown) => {
        if (!giveUp.signal.aborted) reportError(error);
      });
      return () => {
        giveUp.abort();
        release();
      };
    },
  };
}

/** A single process: nobody else is there. */
export const alone: Leadership = {
  lead(onLead) {
    onLead();
    return () => {};
  },
};

export const silentBus: TabBus = { post() {}, on: () => () => {}, close() {} };
