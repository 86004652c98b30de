import { useEffect, useEffectEvent } from 'react';
import { isPressed, type ShortcutName, shortcuts } from './registry.ts';

type Bindings = Partial<Record<ShortcutName, (event: KeyboardEvent) => void>>;

const sequenceMs = 1_200;

/** Does somebody type here, so that a letter means itself? */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Is a dialog or a menu open, which has the keyboard to itself? */
function isCovered(): boolean {
  return document.querySelector('[role="dialog"][data-open], [role="menu"][data-open]') !== null;
}

/** Binds shortcuts of the registry to the whole window for as long as the component is there. */
export function useShortcuts(bindings: Bindings): void {
  const press = useEffectEvent((event: KeyboardEvent, previous: string | null) => {
    if (event.defaultPrevented || event.isComposing) return false;
    const typing = isTyping(event.target);
    for (const [name, run] of Object.entries(bindings) as [ShortcutName, (event: KeyboardEvent) => void][]) {
      const pressed = shortcuts[name].keys.some((keys) => {
        const [first, second] = keys.split(' ');
        if (second) return !typing && previous === first && event.key === second;
        if (typing && !/Mod|Alt|Escape/.test(keys)) return false;
        return isPressed(keys, event);
      });
      if (!pressed || (isCovered() && name !== 'palette')) continue;
      run(event);
      if (name !== 'markRead') event.preventDefault();
      return true;
    }
    return false;
  });
  useEffect(() => {
    let previous: { key: string; at: number } | null = null;
    const listen = (event: KeyboardEvent) => {
      const before = previous && event.timeStamp - previous.at < sequenceMs ? previous.key : null;
      previous = press(event, before) ? null : { key: event.key, at: event.timeStamp };
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
