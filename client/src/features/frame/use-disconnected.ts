import { useConnection } from '../../state/index.ts';
import { useNow } from '../time/use-now.ts';

/** Short breaks mend themselves before anybody needs to know. */
const quietMs = 3_000;

/** Has the connection been gone for long enough to say so? */
export function useDisconnected(): boolean {
  const { offlineSince } = useConnection();
  const now = useNow(offlineSince === null ? 0 : 1_000);
  return offlineSince !== null && now - offlineSince >= quietMs;
}
