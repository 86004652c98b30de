/** Asks the database again and again whether anything changed, and knows for how long it could not. */
export interface Pulse {
  isBlind(): boolean;
  close(): void;
}

export interface PulseOptions {
  clock: () => number;
  beats: { everyMs: number; run: () => Promise<void> }[];
  failed: (error: unknown) => void;
  /** No beat has succeeded for so long. */
  blindAfterMs: number;
  blind: (isBlind: boolean) => void;
}

export function createPulse({ clock, beats, failed, blindAfterMs, blind }: PulseOptions): Pulse {
  const heardAt = beats.map(() => clock());
  let isBlind = false;

  const judge = () => {
    const now = clock();
    const was = isBlind;
    isBlind = heardAt.some((at) => now - at > blindAfterMs);
    if (isBlind !== was) blind(isBlind);
  };

  const timers = beats.map(({ everyMs, run }, index) => {
    let isUnderWay = false;
    const beat = async () => {
      if (isUnderWay) return;
      isUnderWay = true;
      const began = clock();
      try {
        await run();
        // What was true when it was asked, not when the answer came.
        heardAt[index] = began;
      } catch (error) {
        failed(error);
      } finally {
        isUnderWay = false;
      }
    };
    return setInterval(() => void beat(), everyMs).unref();
  });
  timers.push(setInterval(judge, 1_000).unref());

  return { isBlind: () => isBlind, close: () => timers.forEach((timer) => clearInterval(timer)) };
}
