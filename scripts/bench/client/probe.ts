/** What runs in the page and notes when things happened there. Handed to the page as source: it may name nothing from here. */
export interface Probe {
  /** Tasks of over 50 ms, by the browser's own count. */
  long: { at: number; ms: number }[];
  /** From a key's event to the frame that shows what it did, ms. */
  keys: number[];
  /** Resolves to when messages first stood on the screen, ms since the page, or the click, began. */
  painted: Promise<number>;
  /** Begins to wait for messages of another conversation: a click. */
  watch(from: number): void;
}

declare global {
  interface Window {
    probe: Probe;
  }
}

export function installProbe(): void {
  let from = 0;
  let waiting = true;
  let arrived: (ms: number) => void;
  const probe: Probe = {
    long: [],
    keys: [],
    painted: new Promise((resolve) => (arrived = resolve)),
    watch(at) {
      from = at;
      waiting = true;
      probe.painted = new Promise((resolve) => (arrived = resolve));
    },
  };
  window.probe = probe;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) probe.long.push({ at: startTime, ms: duration });
  }).observe({ type: 'longtask', buffered: true });
  /** A task that is posted from a frame's callback runs once that frame is out. */
  const afterFrame = (run: () => void) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = run;
      channel.port2.postMessage(0);
    });
  addEventListener(
    'keydown',
    (event) => {
      const began = event.timeStamp;
      afterFrame(() => probe.keys.push(performance.now() - began));
    },
    { capture: true },
  );
  new MutationObserver(() => {
    if (!waiting || document.querySelectorAll('section[aria-label="Messages"] article').length < 5) return;
    waiting = false;
    afterFrame(() => arrived(performance.now() - from));
  }).observe(document, { childList: true, subtree: true });
}
