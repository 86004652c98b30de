import { type Dispatch, type SetStateAction, useCallback, useEffect, useState } from 'react';
import { wordsFor } from '../errors/words.ts';

export interface Fetched<Value> {
  /** Null until it is here; an older one stays until the new one is. */
  value: Value | null;
  setValue: Dispatch<SetStateAction<Value | null>>;
  /** Why there is nothing; null when there is something, or will be. */
  problem: string | null;
  reload: () => void;
}

/**
 * What a server gives when it is asked: at first, when `load` changes, and on `reload`.
 * @param load must be stable for as long as the same is wanted
 * @param waitMs before asking, for what is being typed
 */
export function useFetched<Value extends object>(load: () => Promise<Value>, waitMs = 0): Fetched<Value> {
  const [value, setValue] = useState<Value | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let gone = false;
    const ask = async () => {
      try {
        const fetched = await load();
        if (gone) return;
        setValue(fetched);
        setProblem(null);
      } catch (error) {
        if (!gone) setProblem(wordsFor(error));
      }
    };
    const timer = setTimeout(() => void ask(), waitMs);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [load, waitMs, round]);
  return {
    value,
    setValue,
    problem: value ? null : problem,
    reload: useCallback(() => setRound((count) => count + 1), []),
  };
}
