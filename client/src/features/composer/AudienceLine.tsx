import type { ChannelId } from '@atrium/shared';
import { Building2 } from 'lucide-react';
import { Fragment } from 'react';
import { useSession } from '../../state/index.ts';
import { audienceParts } from './audience-words.ts';
import { useOutsiders } from './use-outsiders.ts';

/** Above the field of a channel with outsiders in it: who else reads along. Before one writes, not after. */
export function AudienceLine({ channelId }: { channelId: ChannelId }) {
  const session = useSession();
  const outsiders = useOutsiders(channelId);
  if (outsiders.length === 0 || session.state !== 'signed_in') return null;
  const { me, workspaceName } = session;
  const parts = audienceParts(outsiders, me.companyId, workspaceName);
  return (
    <p className="flex items-center gap-2 rounded-t-[11px] bg-guest-soft px-3.5 py-1.5 text-xs text-guest-ink">
      <Building2 className="size-3.5 shrink-0" />
      <span>
        {parts.map((part, index) => (
          <Fragment key={index}>
            {part.name ? <strong className="font-semibold">{part.text}</strong> : part.text}
          </Fragment>
        ))}
      </span>
    </p>
  );
}
