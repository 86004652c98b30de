import { limits } from '@atrium/shared';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import { FormError } from '../accounts/FormError.tsx';
import { TextField } from '../accounts/TextField.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { durations, endOf } from '../time/ahead.ts';

interface Props {
  title: string;
  description: ReactNode;
  /** Asks for how long, too. */
  timed: boolean;
  submitLabel: string;
  danger?: boolean;
  /** Who gets to read the reason. */
  reasonHint: string;
  onSubmit: (answer: { reason: string; until: number | null }) => Promise<unknown>;
  onClose: () => void;
}

/** What a moderator does, and why: the reason is asked for where the deed is done. */
export function ReasonDialog({
  title,
  description,
  timed,
  submitLabel,
  danger = false,
  reasonHint,
  onSubmit,
  onClose,
}: Props) {
  const [reason, setReason] = useState('');
  const [duration, setDuration] = useState<string>('86400000');
  const { busy, words, run } = useAttempt();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const until = timed ? endOf(duration, Date.now()) : null;
    if (await run(() => onSubmit({ reason: reason.trim(), until }))) onClose();
  };
  return (
    <Dialog open onClose={onClose} title={title} description={description}>
      <form onSubmit={(event) => void submit(event)} className="contents">
        <DialogBody>
          {timed && (
            <Field label="For how long">
              {(field) => (
                <Select
                  id={field.id}
                  label="For how long"
                  value={duration}
                  options={durations}
                  onChange={setDuration}
                />
              )}
            </Field>
          )}
          <TextField
            label="Reason"
            maxLength={limits.reasonLength}
            value={reason}
            onChange={setReason}
            hint={reasonHint}
            placeholder="Optional"
          />
          <FormError words={words} />
        </DialogBody>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant={danger ? 'danger' : 'primary'} busy={busy}>
            {submitLabel}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
