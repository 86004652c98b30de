import type { ChannelId } from '@atrium/shared';
import { Building2 } from 'lucide-react';
import { useAudience } from '../../state/index.ts';
import { listOf } from '../messages/Reactions.tsx';

/** Above the field of a channel with outsiders in it: who else reads along. Before one writes, not after. */
export function AudienceLine({ channelId }: { channelId: ChannelId }) {
  const { companies } = useAudience(channelId);
  if (companies.length === 0) return null;
  return (
    <p className="flex items-center gap-2 rounded-t-xl bg-guest-soft px-3.5 py-1.5 text-xs text-guest-ink shadow-[inset_0_0_0_1px_var(--c-line-strong)]">
      <Building2 className="size-3.5 shrink-0" />
      <span>
        People of <strong className="font-semibold">{listOf(companies.map(({ name }) => name))}</strong> read
        what you write here.
      </span>
    </p>
  );
}
