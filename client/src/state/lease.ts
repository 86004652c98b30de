/**
 * Leadership where there are no Web Locks (a page over plain HTTP): a lease in storage that all tabs share, renewed by
 * its holder. Two tabs may lead for a moment; that costs a request that the server answers from its first result.
 */
import type { Timers } from '../net/timers.ts';
import { reportError } from './emitter.ts';
import type { Leadership } from './tabs.ts';

const renewMs = 2_000;
const lostAfterMs = 6_000;

interface Lease {
  holder: string;
  until: number;
}

/** `localStorage` is shared by the tabs of an origin and is read and written at once. */
export function leaseLeadership(
  name: string,
  holder: string,
  shelf: Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>,
  timers: Timers,
): Leadership {
  const read = (): Lease | null => {
    try {
      return JSON.parse(shelf.getItem(name) ?? 'null') as Lease | null;
    } catch (error) {
      reportError(error);
      return null;
    }
  };
  return {
    lead(onLead) {
      let leading = false;
      let cancel = () => {};
      const renew = () => {
        const lease = read();
        if (!lease || lease.holder === holder || lease.until < timers.now()) {
          shelf.setItem(name, JSON.stringify({ holder, until: timers.now() + lostAfterMs }));
          if (!leading) {
            leading = true;
            onLead();
          }
        }
        cancel = timers.after(renewMs + timers.random() * 200, renew);
      };
      renew();
      return () => {
        cancel();
        if (read()?.holder === holder) shelf.removeItem(name);
      };
    },
  };
}
