import type { ChannelId } from '@atrium/shared';
import { type FormEvent, useState } from 'react';
import { useActions, usePreferences } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/Dialog.tsx';
import { FormError } from '../accounts/FormError.tsx';
import { TextField } from '../accounts/TextField.tsx';
import { useAttempt } from '../errors/use-attempt.ts';

export default function NewSection({ channelId, onClose }: { channelId: ChannelId; onClose: () => void }) {
  const { own } = useActions();
  const { sections } = usePreferences();
  const [name, setName] = useState('');
  const { busy, words, run } = useAttempt();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const done = await run(async () => {
      const section = name.trim();
      if (!sections.includes(section)) await own.setPreferences({ sections: [...sections, section] });
      await own.setChannelPreference(channelId, { section });
    });
    if (done) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="New section"
      description="Sections arrange your own side bar; nobody else sees them."
    >
      <form onSubmit={(event) => void submit(event)}>
        <DialogBody>
          <TextField
            label="Name"
            required
            maxLength={40}
            value={name}
            onChange={setName}
            placeholder="Launch"
          />
          <FormError words={words} />
        </DialogBody>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={busy}>
            Create
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
