import { CloudOff, RefreshCw } from 'lucide-react';
import { useConnection, useUnsentCount } from '../../state/index.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { useDisconnected } from './use-disconnected.ts';

/** Says that the connection is gone, once that lasts, and what happens to what is written meanwhile. */
export function ConnectionNotice() {
  const { state, updateAvailable } = useConnection();
  const { waiting } = useUnsentCount();
  const disconnected = useDisconnected();
  if (state === 'outdated' || updateAvailable) {
    return (
      <Banner
        tone="accent"
        icon={<RefreshCw />}
        action={
          <Button size="small" variant="primary" onClick={() => window.location.reload()}>
            Reload
          </Button>
        }
      >
        A new version of Atrium is here. What you have typed is kept.
      </Banner>
    );
  }
  if (!disconnected) return null;
  return (
    <Banner tone="plain" icon={<CloudOff />}>
      No connection. You can go on reading and writing
      {waiting > 0
        ? `: ${waiting === 1 ? 'one message is' : `${waiting} messages are`} sent once it is back.`
        : '.'}
    </Banner>
  );
}
