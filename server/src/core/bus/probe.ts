/**
 * Notices a Redis that is connected but does not pass on what is published (centrifugo #1189, or a subscriber that was
 * dropped for its output buffer): a node says something to itself, and must hear it.
 */
export interface Probe {
  heard(number: number): void;
  close(): void;
}

export interface ProbeOptions {
  send: (number: number) => void;
  isConnected: () => boolean;
  /** Two in a row were not heard. */
  deaf: () => void;
  everyMs?: number;
}

export function createProbe({ send, isConnected, deaf, everyMs = 5_000 }: ProbeOptions): Probe {
  let sent = 0;
  let heard = 0;
  let missed = 0;
  const timer = setInterval(() => {
    if (!isConnected()) {
      missed = 0;
      heard = sent;
      return;
    }
    missed = heard < sent ? missed + 1 : 0;
    if (missed >= 2) {
      missed = 0;
      heard = sent;
      deaf();
      return;
    }
    sent += 1;
    send(sent);
  }, everyMs);
  timer.unref();
  return {
    heard: (number) => {
      if (number <= sent) heard = Math.max(heard, number);
    },
    close: () => clearInterval(timer),
  };
}
