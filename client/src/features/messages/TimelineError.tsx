import { CloudOff } from 'lucide-react';
import { useEffect, useEffectEvent } from 'react';
import { type Timeline, useConnection } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { wordsFor } from '../errors/words.ts';

/** In place of messages that did not come; asks again by itself once there is a connection. */
export function TimelineError({ timeline }: { timeline: Timeline }) {
  const { state } = useConnection();
  const again = useEffectEvent(() => void timeline.jumpToNewest());
  useEffect(() => {
    if (state === 'live') again();
  }, [state]);
  return (
    <EmptyState
      icon={<CloudOff />}
      title="The messages are not here yet"
      action={<Button onClick={() => void timeline.jumpToNewest()}>Try again</Button>}
    >
      {state === 'live' && timeline.error
        ? wordsFor(timeline.error)
        : 'They come as soon as there is a connection. What you write meanwhile is sent then.'}
    </EmptyState>
  );
}
