import type { ChannelId, MemberId } from '@atrium/shared';
import { Ellipsis, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Standing } from '@atrium/shared';
import { useActions, useEntriesOf } from '../../state/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { PaneHeader } from '../frame/PaneHeader.tsx';
import { Profile } from './Profile.tsx';
import { useMemberMenu } from './use-member-menu.tsx';

const standingKinds = ['member.role_set', 'member.muted', 'member.unmuted', 'member.removed'] as const;

export default function MemberPane({
  memberId,
  channelId,
  onClose,
}: {
  memberId: MemberId;
  channelId: ChannelId;
  onClose: () => void;
}) {
  const { channels } = useActions();
  const [standing, setStanding] = useState<Standing | null>(null);
  const changes = useEntriesOf(channelId, standingKinds);
  useEffect(() => {
    let gone = false;
    channels.standing(channelId, memberId).then(
      (found) => gone || setStanding(found),
      // Without it the menu offers less; the profile stands.
      () => gone || setStanding(null),
    );
    return () => {
      gone = true;
    };
    // Moderators change it from the menu beside it.
  }, [channels, channelId, memberId, changes]);
  const menu = useMemberMenu(channelId, memberId, standing);
  return (
    <>
      <PaneHeader title="Profile">
        <Menu
          align="end"
          items={menu}
          trigger={
            <IconButton label="More">
              <Ellipsis />
            </IconButton>
          }
        />
        <IconButton label="Close" onClick={onClose}>
          <X />
        </IconButton>
      </PaneHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <Profile memberId={memberId} />
      </div>
    </>
  );
}
