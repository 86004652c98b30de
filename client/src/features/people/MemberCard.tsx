import type { MemberId } from '@atrium/shared';
import { useNavigate } from '@tanstack/react-router';
import { MessageCircle, User } from 'lucide-react';
import {
  useActions,
  useCompany,
  useMember,
  usePresence,
  useSession,
  useWorkspacePermissions,
} from '../../state/index.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { PresenceDot } from '../../ui/Avatar.tsx';
import { attempt } from '../errors/use-attempt.ts';
import { MemberOrigin } from '../messages/MemberName.tsx';
import { MemberAvatar } from './DirectAvatar.tsx';
import { localTime, presenceLine } from './member-words.ts';
import { useStatus } from './use-status.ts';

/** Who somebody is, in a glance. */
export default function MemberCard({ memberId }: { memberId: MemberId }) {
  const member = useMember(memberId);
  const status = useStatus(member);
  const company = useCompany(member?.companyId ?? null);
  const presence = usePresence(memberId);
  const session = useSession();
  const workspace = useWorkspacePermissions();
  const { channels } = useActions();
  const navigate = useNavigate();
  if (!member) return <p className="p-4 text-sm text-muted">Not somebody whom you can see.</p>;
  const active = member.deactivatedAt === null;
  const self = session.state === 'signed_in' && session.me.id === memberId;
  const message = () =>
    void attempt(async () => {
      const { channel } = await channels.openDirect([memberId]);
      await navigate({ to: '/c/$channelId', params: { channelId: channel.id } });
    });
  return (
    <div className="flex flex-col gap-3 p-4">
      <div className="flex items-center gap-3">
        <MemberAvatar id={memberId} size={48} />
        <div className="min-w-0">
          <p className="flex items-center gap-1.5">
            <span className="truncate text-base font-semibold">{member.name}</span>
            <MemberOrigin id={memberId} />
            {!active && <Badge tone="warn">Deactivated</Badge>}
          </p>
          <p className="truncate text-ui text-muted">@{member.handle}</p>
        </div>
      </div>
      {(member.title || company) && (
        <p className="text-sm">{[member.title, company?.name].filter(Boolean).join(', ')}</p>
      )}
      {status && (
        <p className="text-sm">
          {status.emoji} {status.text}
        </p>
      )}
      {member.kind === 'person' && (
        <p className="flex items-center gap-2 text-ui text-muted">
          <PresenceDot state={presence.state} /> {presenceLine(presence)}
          {member.timezone && <span className="text-faint">{localTime(member.timezone)}</span>}
        </p>
      )}
      <div className="flex gap-2">
        {!self && active && workspace.createDirect.ok && (
          <Button
            size="small"
            variant="primary"
            icon={<MessageCircle className="size-4" />}
            onClick={message}
          >
            Message
          </Button>
        )}
        <Button
          size="small"
          icon={<User className="size-4" />}
          onClick={() => void navigate({ to: '/people/$memberId', params: { memberId } })}
        >
          Profile
        </Button>
      </div>
    </div>
  );
}
