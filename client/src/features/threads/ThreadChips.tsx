import { isThreadMuted, isThreadPinned, type ThreadFlags } from '@atrium/shared';
import { BellOff, CheckCircle2, Lock, Pin } from 'lucide-react';
import { Badge } from '../../ui/Badge.tsx';
import { useNow } from '../time/use-now.ts';
import { formatMoment } from '../time/format.ts';

/** What moderators and authors made of a thread, plain to all. */
export function ThreadChips({ flags, long = false }: { flags: ThreadFlags; long?: boolean }) {
  const now = useNow(0);
  const until = (time: number | null | undefined) => (long && time ? ` until ${formatMoment(time)}` : '');
  return (
    <>
      {isThreadPinned(flags, now) && (
        <Badge tone="accent" icon={<Pin />}>
          Pinned{until(flags.pinned?.until)}
        </Badge>
      )}
      {flags.lockedAt !== null && (
        <Badge tone="warn" icon={<Lock />}>
          Locked
        </Badge>
      )}
      {isThreadMuted(flags, now) && <Badge icon={<BellOff />}>Muted{until(flags.muted?.until)}</Badge>}
      {flags.resolvedAt !== null && <Badge icon={<CheckCircle2 />}>Resolved</Badge>}
    </>
  );
}
