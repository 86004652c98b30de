import { limits } from '@atrium/shared';
import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/Dialog.tsx';
import { TextField } from '../accounts/TextField.tsx';

/** `2026-03-01T09:00` in local time, as the browser's own field wants it. */
function toLocal(time: number): string {
  return new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export default function ScheduleDialog({
  onClose,
  onChoose,
}: {
  onClose: () => void;
  onChoose: (sendAt: number) => void;
}) {
  const [now] = useState(() => Date.now());
  const [when, setWhen] = useState(() => toLocal(now + 24 * 3_600_000));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChoose(new Date(when).getTime());
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Send later"
      description="It is checked again when its time comes, and sent in your name."
    >
      <form onSubmit={submit}>
        <DialogBody>
          <TextField
            label="Date and time"
            type="datetime-local"
            required
            value={when}
            min={toLocal(now + 60_000)}
            max={toLocal(now + limits.scheduleMsMax)}
            onChange={setWhen}
          />
        </DialogBody>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary">
            Schedule
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
