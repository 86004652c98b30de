import { TriangleAlert } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { NotLoaded } from './NotLoaded.tsx';

/** A module that the network, or a newer version of the server, did not give. */
function isLoadFailure(error: unknown): boolean {
  return (
    error instanceof TypeError &&
    /dynamically imported module|module script|importing a module/i.test(error.message)
  );
}

/** A fault of ours: says so, and leaves a way on. What was typed is on this device. */
export function Broken({ error, reset }: { error: unknown; reset: () => void }) {
  if (isLoadFailure(error)) return <NotLoaded />;
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
