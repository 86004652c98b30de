import type { MemberId } from '@atrium/shared';
import { useNavigate } from '@tanstack/react-router';
import { MessageCircle, Settings, UserX } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  useActions,
  useCompany,
  useIsMissing,
  useMember,
  usePresence,
  useSession,
  useWorkspacePermissions,
} from '../../state/index.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { PresenceDot } from '../../ui/Avatar.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { attempt } from '../errors/use-attempt.ts';
import { MemberOrigin } from '../messages/MemberName.tsx';
import { formatDay } from '../time/format.ts';
import { MemberAvatar } from './DirectAvatar.tsx';
import { localTime, presenceLine, roleWords } from './member-words.ts';
import { useStatus } from './use-status.ts';

/** All that one may know of somebody. */
export function Profile({ memberId, children }: { memberId: MemberId; children?: ReactNode }) {
  const member = useMember(memberId);
  const missing = useIsMissing(memberId);
  const status = useStatus(member);
  const company = useCompany(member?.companyId ?? null);
  const presence = usePresence(memberId);
  const session = useSession();
  const workspace = useWorkspacePermissions();
  const { channels } = useActions();
  const navigate = useNavigate();
  if (!member && missing) {
    return (
      <EmptyState icon={<UserX />} title="No such person">
        They are not here, or not yours to see.
      </EmptyState>
    );
  }
  if (!member) {
    return (
      <div className="flex flex-col gap-3 p-5">
        <Skeleton className="size-20 rounded-3xl" />
        <Skeleton className="h-5 w-40" />
        <Skeleton className="h-4 w-56" />
      </div>
    );
  }
  const self = session.state === 'signed_in' && session.me.id === memberId;
  const facts: [string, ReactNode][] = [
    ['Role', roleWords[member.role]],
    ['Company', company?.name],
    ['Time', member.timezone ? localTime(member.timezone) : null],
    ['About', member.about],
    ['Here since', formatDay(member.createdAt)],
  ];
  return (
    <div className="flex flex-col gap-5 p-5">
      <div className="flex flex-col gap-3">
        <MemberAvatar id={memberId} size={80} />
        <div>
          <h2 className="flex flex-wrap items-center gap-2 text-lg font-semibold tracking-tight">
            <span className="min-w-0 wrap-anywhere">{member.name}</span> <MemberOrigin id={memberId} />
            {member.deactivatedAt !== null && <Badge tone="warn">Deactivated</Badge>}
          </h2>
          <p className="text-sm text-muted">
            @{member.handle}
            {member.title && ` · ${member.title}`}
          </p>
        </div>
        {status && (
          <p className="text-sm">
            {status.emoji} {status.text}
          </p>
        )}
        {member.kind === 'person' && (
          <p className="flex items-center gap-2 text-ui text-muted">
            <PresenceDot state={presence.state} /> {presenceLine(presence)}
          </p>
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        {!self && workspace.createDirect.ok && member.deactivatedAt === null && (
          <Button
            variant="primary"
            icon={<MessageCircle className="size-4" />}
            onClick={() =>
              void attempt(async () => {
                const { channel } = await channels.openDirect([memberId]);
                await navigate({ to: '/c/$channelId', params: { channelId: channel.id } });
              })
            }
          >
            Message
          </Button>
        )}
        {self && (
          <Button
            icon={<Settings className="size-4" />}
            onClick={() => void navigate({ to: '/settings/$page', params: { page: 'profile' } })}
          >
            Edit your profile
          </Button>
        )}
        {children}
      </div>
      <dl className="flex flex-col gap-3">
        {facts
          .filter(([, value]) => Boolean(value))
          .map(([label, value]) => (
            <div key={label}>
              <dt className="text-xs font-medium text-faint">{label}</dt>
              <dd className="text-sm break-words whitespace-pre-wrap">{value}</dd>
            </div>
          ))}
      </dl>
    </div>
  );
}
