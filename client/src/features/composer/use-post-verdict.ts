import type { ChannelId, ThreadFlags, Verdict } from '@atrium/shared';
import { useLastPostAt, usePermissions } from '../../state/index.ts';
import { useNow } from '../time/use-now.ts';

/** May one write here, now? Counts down by itself while the answer depends on the time. */
export function usePostVerdict(channelId: ChannelId, flags: ThreadFlags | null): Verdict {
  const permissions = usePermissions(channelId);
  const lastPostAt = useLastPostAt(channelId);
  const verdict = permissions.post(flags, lastPostAt);
  const counting =
    !verdict.ok &&
    (verdict.code === 'slow_mode' || (verdict.code === 'muted' && verdict.details?.until !== null));
  useNow(counting ? 1_000 : 0);
  return verdict;
}
