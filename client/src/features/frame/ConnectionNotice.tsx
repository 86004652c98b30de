import { CloudOff, RefreshCw } from 'lucide-react';
import { useConnection, useOutbox } from '../../state/index.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { useNow } from '../time/use-now.ts';

/** Short breaks mend themselves before anybody needs to know. */
const quietMs = 3_000;

/** Says that the connection is gone, once that lasts, and what happens to what is written meanwhile. */
export function ConnectionNotice() {
  const { state, offlineSince, updateAvailable } = useConnection();
  const { waiting } = useOutbox();
  const now = useNow(offlineSince === null ? 0 : 1_000);
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
  if (offlineSince === null || now - offlineSince < quietMs) return null;
  return (
    <Banner tone="plain" icon={<CloudOff />}>
      No connection. You can go on reading and writing
      {waiting > 0
        ? `: ${waiting === 1 ? 'one message is' : `${waiting} messages are`} sent once it is back.`
        : '.'}
    </Banner>
  );
}
