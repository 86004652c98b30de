import type { AtriumError, ErrorCode } from '@atrium/shared';
import { useActions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { wordsFor } from '../errors/words.ts';
import { Page } from './Page.tsx';

const titles: Partial<Record<ErrorCode, string>> = {
  rate_limited: 'One moment, please',
  internal: 'The server has a fault',
  storage_full: 'The server has run out of space',
};

export function Unreachable({ error }: { error: AtriumError }) {
  const { session } = useActions();
  const { busy, run } = useAttempt();
  return (
    <Page
      title={titles[error.code] ?? 'The server does not answer'}
      lead={error.code === 'rate_limited' ? wordsFor(error) : undefined}
    >
      <p className="text-sm text-muted">
        It is tried again by itself. If this lasts, ask whoever looks after the server.
      </p>
      <Button variant="primary" size="large" busy={busy} onClick={() => void run(() => session.retry())}>
        Try now
      </Button>
    </Page>
  );
}
