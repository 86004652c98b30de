import type { ChannelId, MemberId } from '@atrium/shared';
import { useState } from 'react';
import { useActions, useChannel } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/Dialog.tsx';
import { FormError } from '../accounts/FormError.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { PeoplePicker } from '../people/PeoplePicker.tsx';

export default function AddPeople({ channelId, onClose }: { channelId: ChannelId; onClose: () => void }) {
  const { channels } = useActions();
  const title = useChannel(channelId).value?.title ?? '';
  const [chosen, setChosen] = useState<MemberId[]>([]);
  const { busy, words, run } = useAttempt();
  const add = async () => {
    const done = await run(async () => {
      for (const memberId of chosen) await channels.addMember(channelId, memberId);
    });
    if (done) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Add people to #${title}`}
      description="They can read all of its history."
    >
      <DialogBody>
        <PeoplePicker chosen={chosen} onChange={setChosen} />
        <FormError words={words} />
      </DialogBody>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" busy={busy} disabled={chosen.length === 0} onClick={() => void add()}>
          Add {chosen.length > 1 ? `${chosen.length} people` : ''}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
