import type { ChannelId, MemberId } from '@atrium/shared';
import { useActions, useMember } from '../../state/index.ts';
import { ReasonDialog } from './ReasonDialog.tsx';

export default function RemoveMember({
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
      title={`Remove ${name} from the channel`}
      description="Nothing that is written after this reaches them. What they wrote stays."
      timed={false}
      danger
      submitLabel="Remove"
      reasonHint="Everybody in the channel can read it."
      onSubmit={({ reason }) => channels.removeMember(channelId, memberId, reason)}
      onClose={onClose}
    />
  );
}
