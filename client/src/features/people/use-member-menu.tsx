import { type ChannelId, isMuted, type MemberId, type Standing } from '@atrium/shared';
import { useNavigate } from '@tanstack/react-router';
import { MessageCircle, Mic, MicOff, ShieldCheck, ShieldOff, User, UserMinus } from 'lucide-react';
import {
  useActions,
  useMember,
  usePermissions,
  useSession,
  useWorkspacePermissions,
} from '../../state/index.ts';
import { type MenuItem, menuOf } from '../../ui/menu-items.ts';
import { attempt } from '../errors/use-attempt.ts';
import { showOverlay } from '../frame/overlays.ts';

/** What one can do with somebody in a channel; moderators find here what is theirs. */
export function useMemberMenu(
  channelId: ChannelId,
  memberId: MemberId,
  standing: Standing | null,
): () => MenuItem[] {
  const { channels } = useActions();
  const navigate = useNavigate();
  const member = useMember(memberId);
  const session = useSession();
  const permissions = usePermissions(channelId);
  const workspace = useWorkspacePermissions();
  const self = session.state === 'signed_in' && session.me.id === memberId;
  const message = () =>
    void attempt(async () => {
      const { channel } = await channels.openDirect([memberId]);
      await navigate({ to: '/c/$channelId', params: { channelId: channel.id } });
    });
  return () => {
    const subject = { role: member?.role ?? 'member', standing };
    const may = (scope: 'member.remove' | 'member.mute' | 'member.set_role') =>
      standing !== null && !self && permissions.moderateMember(subject, scope).ok;
    const muted = isMuted(standing, Date.now());
    const moderator = standing?.role === 'moderator';
    return menuOf(
      {
        label: 'Profile',
        icon: <User />,
        onSelect: () => void navigate({ to: '/people/$memberId', params: { memberId } }),
      },
      !self && workspace.createDirect.ok && { label: 'Message', icon: <MessageCircle />, onSelect: message },
      { kind: 'separator' },
      may('member.set_role') &&
        standing?.role !== 'guest' && {
          label: moderator ? 'Make a plain member' : 'Make a moderator',
          icon: moderator ? <ShieldOff /> : <ShieldCheck />,
          onSelect: () =>
            void attempt(() => channels.setRole(channelId, memberId, moderator ? 'member' : 'moderator')),
        },
      may('member.mute') &&
        (muted
          ? {
              label: 'Let speak again',
              icon: <Mic />,
              onSelect: () => void attempt(() => channels.unmuteMember(channelId, memberId)),
            }
          : {
              label: 'Mute…',
              icon: <MicOff />,
              onSelect: () => showOverlay({ kind: 'mute-member', channelId, memberId }),
            }),
      may('member.remove') && {
        label: 'Remove from the channel…',
        icon: <UserMinus />,
        danger: true,
        onSelect: () => showOverlay({ kind: 'remove-member', channelId, memberId }),
      },
    );
  };
}
