import type { ChannelId, MemberId } from '@atrium/shared';
import { useActions, useMember } from '../../state/index.ts';
import { ReasonDialog } from './ReasonDialog.tsx';

export default function MuteMember({
  channelId,
  memberId,
  onClose,
}: {
  channelId: ChannelId;
  memberId: MemberId;
  onClose: () => void;
}) {
  const { channels } = useActions();
  const name = useMember(memberId)?.name ?? 'this person';
  return (
    <ReasonDialog
      title={`Mute ${name}`}
      description="They can read, but not write, edit or react in this channel."
      timed
      submitLabel="Mute"
      reasonHint={`${name} and everybody in the channel can read it.`}
      onSubmit={({ reason, until }) => channels.muteMember(channelId, memberId, until, reason)}
      onClose={onClose}
    />
  );
}
