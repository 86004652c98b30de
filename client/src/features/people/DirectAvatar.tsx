import type { MemberId } from '@atrium/shared';
import { useMember, usePresence } from '../../state/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';

/** Of a direct conversation: the other person, or how many there are. */
export function DirectAvatar({ memberIds, size }: { memberIds: readonly MemberId[]; size: number }) {
  const [first] = memberIds;
  if (memberIds.length > 1) {
    return (
      <span
        aria-hidden
        style={{ width: size, height: size, fontSize: Math.round(size * 0.5) }}
        className="inline-flex items-center justify-center rounded-[32%] bg-pressed font-semibold text-muted"
      >
        {memberIds.length}
      </span>
    );
  }
  return <MemberAvatar id={first ?? null} size={size} withPresence />;
}

export function MemberAvatar({
  id,
  size,
  withPresence = false,
  className,
}: {
  id: MemberId | null;
  size: number;
  withPresence?: boolean;
  className?: string;
}) {
  const member = useMember(id);
  const presence = usePresence(withPresence ? id : null);
  return (
    <Avatar
      name={member?.name ?? '·'}
      id={id ?? ''}
      size={size}
      square={member?.kind === 'bot'}
      presence={withPresence && member?.kind === 'person' ? presence.state : undefined}
      dnd={presence.dnd}
      {...(className ? { className } : {})}
    />
  );
}
