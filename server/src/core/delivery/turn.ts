/**
 * What one turn of the event loop produced leaves together, at its end: first the collectors (the entries of a channel
 * become one packet), then the writers (all packets for one reader become one write). The write is what costs, so each
 * of them is spent once per reader and turn.
 */
export interface Turn {
  /** Runs at the end of this turn, before any writer. */
  collect(collector: () => void): void;
  /** Runs at the end of this turn, after all collectors. */
  write(writer: { flush(): void }): void;
  /** What a write costs here and now, in milliseconds: of late, on average. */
  readonly msPerWrite: number;
}

/** Fewer writes than this are over before the clock tells. */
const writesToJudge = 20;

export function createTurn(failed: (error: unknown) => void): Turn {
  let collectors: (() => void)[] = [];
  let writers: { flush(): void }[] = [];
  let scheduled = false;
  let msPerWrite = 0.005;

  const attempt = (step: () => void) => {
    try {
      step();
    } catch (error) {
      // One reader's failure is not another's.
      failed(error);
    }
  };

  const end = () => {
    scheduled = false;
    // Collectors may ask for another one (a channel entered while another was being delivered).
    while (collectors.length > 0) {
      const now = collectors;
      collectors = [];
      for (const collector of now) attempt(collector);
    }
    const now = writers;
    writers = [];
    const began = performance.now();
    for (const writer of now) {
      // Written out: a function made for each of them costs as much as what it does besides the write.
      try {
        writer.flush();
      } catch (error) {
        failed(error);
      }
    }
    if (now.length >= writesToJudge)
      msPerWrite += ((performance.now() - began) / now.length - msPerWrite) / 8;
  };

  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(end);
  };

  return {
    collect(collector) {
      collectors.push(collector);
      schedule();
    },
    write(writer) {
      writers.push(writer);
      schedule();
    },
    get msPerWrite() {
      return msPerWrite;
    },
  };
}
