import { useCallback, useEffect, useState } from 'react';
import { attempt } from '../errors/use-attempt.ts';

const everyMs = 1_500;

/** What the server says, asked again while `isMoving` says that it changes, and on `reload`. */
export function usePolled<Value>(
  ask: () => Promise<Value>,
  isMoving: (value: Value) => boolean,
): { value: Value | null; reload: () => void } {
  const [value, setValue] = useState<Value | null>(null);
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const isWell = await attempt(async () => {
        const next = await ask();
        if (gone) return;
        setValue(next);
        if (isMoving(next)) timer = setTimeout(() => void look(), everyMs);
      });
      // Said once; and asked again, since the server may be back.
      if (!isWell && !gone) timer = setTimeout(() => void look(), 5 * everyMs);
    };
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [ask, isMoving, round]);
  return { value, reload };
}
