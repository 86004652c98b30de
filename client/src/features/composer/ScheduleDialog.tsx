import { limits } from '@atrium/shared';
import { useState } from 'react';
import { TextField } from '../accounts/TextField.tsx';
import { FormDialog } from '../errors/FormDialog.tsx';

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
  const submit = () => {
    onChoose(new Date(when).getTime());
    onClose();
  };
  return (
    <FormDialog
      title="Send later"
      description="It is checked again when its time comes, and sent in your name."
      submitLabel="Schedule"
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Date and time"
        type="datetime-local"
        required
        value={when}
        min={toLocal(now + 60_000)}
        max={toLocal(now + limits.scheduleMsMax)}
        onChange={setWhen}
      />
    </FormDialog>
  );
}
