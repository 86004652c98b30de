import { useState } from 'react';

/**
 * The secret of a link, from `?token=` or from behind `#` (which browsers do not send to servers); kept in memory and
 * taken out of the address, so that it does not stay in the history or on a shared screen.
 */
export function useLinkToken(fromSearch: string | undefined): string | null {
  const [token] = useState(() => {
    const hash = window.location.hash.replace(/^#(token=)?/, '');
    const found = fromSearch ?? (/^[\w-]{20,200}$/.test(hash) ? hash : null);
    if (found) window.history.replaceState(window.history.state, '', window.location.pathname);
    return found;
  });
  return token;
}
