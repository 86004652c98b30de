import { TriangleAlert } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';

/** A fault of ours: says so, and leaves a way on. What was typed is on this device. */
export function Broken({ reset }: { error: unknown; reset: () => void }) {
  return (
    <EmptyState
      icon={<TriangleAlert />}
      title="This screen has failed"
      action={
        <span className="flex gap-2">
          <Button onClick={reset}>Try again</Button>
          <Button variant="primary" onClick={() => window.location.reload()}>
            Reload
          </Button>
        </span>
      }
    >
      Nothing that you wrote is lost.
    </EmptyState>
  );
}
