import type { MemberId } from '@atrium/shared';
import { useCompany, useMember, useMemberName } from '../../state/index.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { LazyMemberCard } from '../people/LazyMemberCard.tsx';

/** A person's name; pressing it shows who they are. */
export function MemberName({ id, className }: { id: MemberId; className?: string }) {
  const name = useMemberName(id);
  return (
    <Popover
      title={name}
      className="w-72 p-0"
      side="right"
      align="start"
      trigger={
        <button
          type="button"
          tabIndex={-1}
          className={`rounded-sm text-left wrap-anywhere hover:underline ${className ?? ''}`}
        >
          {name}
        </button>
      }
    >
      <LazyMemberCard memberId={id} />
    </Popover>
  );
}

/** Beside a name: where somebody is from when they are not one of us, and whether they are a person at all. */
export function MemberOrigin({ id }: { id: MemberId }) {
  const member = useMember(id);
  const company = useCompany(member?.companyId ?? null);
  if (member?.kind === 'bot') return <Badge>Bot</Badge>;
  if (!member?.companyId) return null;
  return <Badge tone="guest">{company?.name ?? 'Guest'}</Badge>;
}

/** A name in running text. */
export function Name({ id }: { id: MemberId }) {
  return <span className="font-medium text-ink">{useMember(id)?.name ?? 'Somebody'}</span>;
}
