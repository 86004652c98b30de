import type { ChannelId } from '@atrium/shared';
import { type MessageRow, useActions } from '../../state/index.ts';
import { ConfirmDialog } from '../errors/ConfirmDialog.tsx';
import { MessageBody } from './MessageBody.tsx';

export default function DeleteMessage({
  channelId,
  row,
  onClose,
}: {
  channelId: ChannelId;
  row: MessageRow;
  onClose: () => void;
}) {
  const { messages } = useActions();
  return (
    <ConfirmDialog
      title="Delete this message?"
      description="Its text is gone for good, for everybody. Its place and its replies stay."
      confirmLabel="Delete"
      cancelLabel="Keep it"
      danger
      onConfirm={() => messages.remove(channelId, row.seq)}
      onClose={onClose}
    >
      <div className="max-h-40 overflow-y-auto rounded-lg bg-sunken p-3">
        <MessageBody body={row.message.body} />
      </div>
    </ConfirmDialog>
  );
}
