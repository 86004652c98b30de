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

  const asking = beats.map(({ run }, index) => {
    let isUnderWay = false;
    return async () => {
      if (isUnderWay) return;
      isUnderWay = true;
      const began = clock();
      try {
        await run();
        // What was true when it was asked, not when the answer came.
        heardAt[index] = began;
        if (isBlind) judge();
      } catch (error) {
        failed(error);
      } finally {
        isUnderWay = false;
      }
    };
  });
  const timers = beats.map(({ everyMs }, index) =>
    setInterval(() => void asking[index]?.(), everyMs).unref(),
  );
  const look = () => {
    judge();
    // Everybody here is refused until the database answers.
    if (isBlind) for (const ask of asking) void ask();
  };
  timers.push(setInterval(look, 1_000).unref());

  return { isBlind: () => isBlind, close: () => timers.forEach((timer) => clearInterval(timer)) };
}
