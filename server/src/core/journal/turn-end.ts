/**
 * The end of this turn of the event loop, once for all channels that something came for: a callback for each of them costs
 * more than the batch that it begins. What they insert without waiting for anything first leaves as one command, right
 * after the last of them.
 */
let steps: (() => void)[] = [];

/** @param step does not throw */
export function atTurnEnd(step: () => void): void {
  if (steps.push(step) === 1) setImmediate(end);
}

function end(): void {
  const due = steps;
  steps = [];
  for (const step of due) step();
}
