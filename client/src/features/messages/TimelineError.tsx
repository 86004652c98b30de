import { CloudOff } from 'lucide-react';
import { useEffect, useEffectEvent, useRef } from 'react';
import { type Timeline, useActions, useConnection } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { wordsFor } from '../errors/words.ts';

/** A server that could not answer is left alone for so long, unless it says otherwise. */
const againAfterMs = 5_000;

/** In place of messages that did not come; asks again by itself once there is a connection, or after a while. */
export function TimelineError({ timeline }: { timeline: Timeline }) {
  const { state } = useConnection();
  const { session } = useActions();
  const { error } = timeline;
  const again = useEffectEvent(() => void timeline.jumpToNewest());
  /** Null: not by itself. */
  const waitMs = useRef(error?.retryable === false ? null : (error?.retryAfterMs ?? againAfterMs));
  useEffect(() => {
    if (state !== 'live') {
      waitMs.current = 0;
      return;
    }
    if (waitMs.current === null) return;
    const timer = setTimeout(() => again(), waitMs.current);
    return () => clearTimeout(timer);
  }, [state]);
  return (
    <EmptyState
      icon={<CloudOff />}
      title="The messages are not here yet"
      action={
        <Button
          onClick={() => {
            void session.retry();
            void timeline.jumpToNewest();
          }}
        >
          Try again
        </Button>
      }
    >
      {state === 'live' && error
        ? wordsFor(error)
        : 'They come as soon as there is a connection. What you write meanwhile is sent then.'}
    </EmptyState>
  );
}
