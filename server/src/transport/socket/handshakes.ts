/**
 * How many clients may sign in: after a node is lost, all of its clients come at once. As many as a node can sign in within
 * a moment come in as they come; the others are told when to come back, spread over the time that all of them need.
 */
import { limits } from '@atrium/shared';

export interface Handshakes {
  /** 0 when there is room now; else how long to wait, of which each client takes a random part. */
  admit(): number;
}

export function createHandshakes(
  clock: () => number,
  perSecond: number = limits.handshakesPerSecondPerNode,
  atOnce: number = limits.handshakesAtOncePerNode,
): Handshakes {
  let level = 0;
  let refused = 0;
  let seenAt = clock();
  return {
    admit: () => {
      const now = clock();
      const passedMs = Math.max(0, now - seenAt);
      seenAt = now;
      level = Math.max(0, level - (passedMs * perSecond) / 1000);
      refused = Math.max(0, refused - (passedMs * perSecond) / 1000);
      if (level + 1 <= atOnce) {
        level += 1;
        return 0;
      }
      // Everybody who was sent away comes back within this: each client takes a random moment of it.
      refused += 1;
      return 1_000 + Math.ceil((refused / perSecond) * 1000);
    },
  };
}
