import { isThreadMuted, isThreadPinned, type ThreadFlags } from '@atrium/shared';
import { BellOff, CheckCircle2, Lock, Pin } from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge } from '../../ui/Badge.tsx';
import { useNow } from '../time/use-now.ts';
import { formatMoment } from '../time/format.ts';

/** How soon what is over goes from the screen. */
const tickMs = 10_000;

interface Chip {
  text: string;
  icon: ReactNode;
  tone: 'plain' | 'accent' | 'warn';
}

/** What moderators and authors made of a thread, plain to all. */
export function ThreadChips({ flags, long = false }: { flags: ThreadFlags; long?: boolean }) {
  const now = useNow(flags.pinned?.until || flags.muted?.until ? tickMs : 0);
  const until = (time: number | null | undefined) => (long && time ? ` until ${formatMoment(time)}` : '');
  const chips: Chip[] = [];
  if (isThreadPinned(flags, now))
    chips.push({ text: `Pinned${until(flags.pinned?.until)}`, icon: <Pin />, tone: 'accent' });
  if (flags.lockedAt !== null) chips.push({ text: 'Locked', icon: <Lock />, tone: 'warn' });
  if (isThreadMuted(flags, now))
    chips.push({ text: `Muted${until(flags.muted?.until)}`, icon: <BellOff />, tone: 'plain' });
  if (flags.resolvedAt !== null) chips.push({ text: 'Resolved', icon: <CheckCircle2 />, tone: 'plain' });
  // Three and more do not fit beside a name: their signs are enough, the words are there for readers and pointers.
  const bare = !long && chips.length > 2;
  return chips.map(({ text, icon, tone }) => (
    <Badge key={text} tone={tone} icon={icon} {...(bare && { title: text })}>
      {bare ? <span className="sr-only">{text}</span> : text}
    </Badge>
  ));
}
