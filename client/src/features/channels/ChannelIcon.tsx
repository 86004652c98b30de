import type { ChannelKind } from '@atrium/shared';
import { Building2, Hash, Lock, MessageCircle } from 'lucide-react';
import { cn } from '../../ui/cn.ts';

/** A channel that a company has been let into never looks like one that is ours alone. */
export function ChannelIcon({
  kind,
  shared = false,
  className,
}: {
  kind: ChannelKind;
  shared?: boolean;
  className?: string;
}) {
  const Icon = shared ? Building2 : kind === 'private' ? Lock : kind === 'direct' ? MessageCircle : Hash;
  const label = shared ? 'Shared with a company' : kind === 'private' ? 'Private' : undefined;
  return (
    <Icon
      aria-label={label}
      aria-hidden={label ? undefined : true}
      className={cn('size-4 shrink-0', shared && 'text-guest', className)}
    />
  );
}
