import { limits, type MemberId } from '@atrium/shared';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useActions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/Dialog.tsx';
import { FormError } from '../accounts/FormError.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { PeoplePicker } from './PeoplePicker.tsx';

export default function NewDirect({ onClose }: { onClose: () => void }) {
  const { channels } = useActions();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<MemberId[]>([]);
  const { busy, words, run } = useAttempt();
  const open = () =>
    void run(async () => {
      const { channel } = await channels.openDirect(chosen);
      onClose();
      await navigate({ to: '/c/$channelId', params: { channelId: channel.id } });
    });
  return (
    <Dialog open onClose={onClose} title="New direct message" description="With one person, or with a few.">
      <DialogBody>
        <PeoplePicker chosen={chosen} onChange={setChosen} max={limits.directMembersMax - 1} />
        <FormError words={words} />
      </DialogBody>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" busy={busy} disabled={chosen.length === 0} onClick={open}>
          Open
        </Button>
      </DialogActions>
    </Dialog>
  );
}
