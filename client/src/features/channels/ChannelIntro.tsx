import { MailPlus, Settings2, UserPlus } from 'lucide-react';
import { type ChannelView, usePermissions, useWorkspacePermissions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { showOverlay } from '../frame/overlays.ts';
import { DirectAvatar } from '../people/DirectAvatar.tsx';
import { formatDayInText } from '../time/format.ts';
import { ChannelIcon } from './ChannelIcon.tsx';

/** Above the very first message: what this place is, and what to do in an empty one. */
export function ChannelIntro({ view }: { view: ChannelView }) {
  const { channel, title } = view;
  const permissions = usePermissions(channel.id);
  const mayInvite = useWorkspacePermissions().can('member.invite').ok;
  if (channel.kind === 'direct') {
    return (
      <div className="px-5 pt-12 pb-4 max-md:px-4">
        <DirectAvatar memberIds={view.memberIds} size={56} />
        <h2 className="mt-4 text-xl font-semibold tracking-tight">{title}</h2>
        <p className="mt-1 max-w-xl text-sm text-muted">
          This is the beginning of your conversation. Only the people in it can read it.
        </p>
      </div>
    );
  }
  return (
    <div className="px-5 pt-12 pb-4 max-md:px-4">
      <span className="flex size-14 items-center justify-center rounded-2xl bg-accent-soft text-accent-ink">
        <ChannelIcon kind={channel.kind} shared={channel.sharedWith.length > 0} className="size-7" />
      </span>
      <h2 className="mt-4 text-xl font-semibold tracking-tight">{title}</h2>
      <p className="mt-1 max-w-xl text-sm text-muted">
        {channel.purpose ||
          'This channel begins here. Say what it is for: people who come later will thank you.'}{' '}
        <span className="text-faint">Here since {formatDayInText(channel.createdAt)}.</span>
      </p>
      <div className="mt-4 flex flex-wrap gap-2">
        {permissions.addMember('member').ok && (
          <Button
            size="small"
            icon={<UserPlus className="size-4" />}
            onClick={() => showOverlay({ kind: 'add-people', channelId: channel.id })}
          >
            Add people
          </Button>
        )}
        {mayInvite && view.memberCount === 1 && (
          <Button
            size="small"
            icon={<MailPlus className="size-4" />}
            onClick={() => showOverlay({ kind: 'invite' })}
          >
            Invite colleagues
          </Button>
        )}
        {permissions.describe.ok && (
          <Button
            size="small"
            icon={<Settings2 className="size-4" />}
            onClick={() => showOverlay({ kind: 'channel-settings', channelId: channel.id })}
          >
            {channel.purpose ? 'Settings' : 'Say what it is for'}
          </Button>
        )}
      </div>
    </div>
  );
}
