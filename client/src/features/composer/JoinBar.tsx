import type { ChannelId } from '@atrium/shared';
import { useActions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { useAttempt } from '../errors/use-attempt.ts';

export function JoinBar({ channelId, title }: { channelId: ChannelId; title: string }) {
  const { channels } = useActions();
  const { busy, words, run } = useAttempt();
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-xl bg-sunken px-4 py-3 shadow-[inset_0_0_0_1px_var(--c-line)]">
      <p className="text-ui text-muted">
        {words ?? `You are looking at #${title}. Join to write and to be told of what is new.`}
      </p>
      <Button variant="primary" busy={busy} onClick={() => void run(() => channels.join(channelId))}>
        Join #{title}
      </Button>
    </div>
  );
}
