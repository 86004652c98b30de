import { reportError } from '../state/emitter.ts';

/** Keeps the page and its code on this device (see worker/worker.ts): after the first paint, where the browser allows it. */
export function keepShell(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const register = () => {
    navigator.serviceWorker.register('/sw.js').catch((error: unknown) => {
      // A server that is away, or a browser that keeps nothing: everything works without.
      if (navigator.onLine && !(error instanceof TypeError) && !(error instanceof DOMException))
        reportError(error);
    });
  };
  if (document.readyState === 'complete') register();
  else addEventListener('load', register, { once: true });
}
