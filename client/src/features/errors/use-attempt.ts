import { useCallback, useState } from 'react';
import { toast } from '../../ui/toast.ts';
import { wordsFor } from './words.ts';

/** Runs an action, says in plain words when it is refused, and resolves to whether it went well. */
export async function attempt(action: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await action();
    if (done) toast(done);
    return true;
  } catch (error) {
    toast(wordsFor(error), { kind: 'error' });
    return false;
  }
}

/** For a form: whether it is under way, what went wrong last, and how to run it. */
export function useAttempt() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = useCallback(async (action: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setError(null);
    try {
      await action();
      return true;
    } catch (thrown) {
      setError(thrown);
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  return { busy, error, words: error === null ? null : wordsFor(error), run };
}
