import type { Verdict } from '@atrium/shared';
import { Archive, Ban, Lock, MicOff } from 'lucide-react';
import { errorWords } from '../errors/words.ts';

/** In place of the field, when one may not write here: why, and until when. */
export function Blocked({ verdict }: { verdict: Extract<Verdict, { ok: false }> }) {
  const Icon =
    verdict.code === 'muted'
      ? MicOff
      : verdict.code === 'thread_locked'
        ? Lock
        : verdict.code === 'channel_archived'
          ? Archive
          : Ban;
  return (
    <p className="flex items-center gap-2.5 rounded-xl bg-sunken px-4 py-3 text-ui text-muted shadow-[inset_0_0_0_1px_var(--c-line)]">
      <Icon className="size-4 shrink-0" />
      {errorWords(verdict)}
    </p>
  );
}
