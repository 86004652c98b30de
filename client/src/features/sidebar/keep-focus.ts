/** @param name null: of the channels that are in no section */
export function rowOfSection(name: string | null): string {
  return `section:${name ?? ''}`;
}

/** So many frames after the change is known the row is drawn, and the dialog or menu that asked for it gone. */
const framesAfter = 30;

/**
 * A row that is moved may be drawn anew in another place, and a keyboard that was on it, or in its menu, would then be nowhere
 * or where it was long ago. It is led to the row, until the person goes on by themselves.
 * @param key of the row: a channel's id, or a section's
 */
export async function keepFocus(key: string, change: Promise<unknown>): Promise<void> {
  let frames = Number.POSITIVE_INFINITY;
  const settle = () => (frames = Math.min(frames, framesAfter));
  const stop = () => (frames = 0);
  void change.then(settle, settle);
  const goesOn = ['keydown', 'pointerdown'] as const;
  for (const event of goesOn) window.addEventListener(event, stop, { capture: true, once: true });
  for (; frames > 0; frames -= 1) {
    await new Promise(requestAnimationFrame);
    const row = document.querySelector<HTMLElement>(`nav [data-row="${CSS.escape(key)}"]`);
    const isCovered = document.activeElement?.closest('[role="menu"], [role="dialog"]');
    if (frames > 0 && !isCovered && document.activeElement !== row) row?.focus();
  }
  for (const event of goesOn) window.removeEventListener(event, stop, { capture: true });
}
