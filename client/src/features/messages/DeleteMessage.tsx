import type { ChannelId } from '@atrium/shared';
import { type MessageRow, useActions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/Dialog.tsx';
import { FormError } from '../accounts/FormError.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
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
  const { busy, words, run } = useAttempt();
  return (
    <Dialog
      open
      onClose={onClose}
      title="Delete this message?"
      description="Its text is gone for good, for everybody. Its place and its replies stay."
    >
      <DialogBody>
        <div className="max-h-40 overflow-y-auto rounded-lg bg-sunken p-3">
          <MessageBody body={row.message.body} />
        </div>
        <FormError words={words} />
      </DialogBody>
      <DialogActions>
        <Button onClick={onClose}>Keep it</Button>
        <Button
          variant="danger"
          busy={busy}
          onClick={() =>
            void run(() => messages.remove(channelId, row.seq)).then((done) => done && onClose())
          }
        >
          Delete
        </Button>
      </DialogActions>
    </Dialog>
  );
}
