import { useCallback } from 'react';
import { useActions } from '../../state/index.ts';
import { attempt } from '../errors/use-attempt.ts';
import { showOverlay } from '../frame/overlays.ts';

/** Signs out; asks first where that would throw away what was not sent. */
export function useSignOut(): () => void {
  const { session } = useActions();
  return useCallback(() => {
    if (session.unsent() > 0) showOverlay({ kind: 'sign-out' });
    else void attempt(() => session.signOut());
  }, [session]);
}
