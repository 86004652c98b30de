import { CloudOff } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';

/** In the place of a part that could not be shown. A module that failed to load stays failed until the page is new. */
export function NotLoaded() {
  return (
    <EmptyState
      icon={<CloudOff />}
      title="This part did not load"
      action={<Button onClick={() => window.location.reload()}>Reload</Button>}
    >
      The connection may be gone, or the server has a newer version. Nothing that you wrote is lost.
    </EmptyState>
  );
}
