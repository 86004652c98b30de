import { limits } from '@atrium/shared';
import { type ReactNode, useState } from 'react';
import { Field } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../accounts/TextField.tsx';
import { FormDialog } from '../errors/FormDialog.tsx';
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
  const submit = async () => {
    const until = timed ? endOf(duration, Date.now()) : null;
    if (await run(() => onSubmit({ reason: reason.trim(), until }))) onClose();
  };
  return (
    <FormDialog
      title={title}
      description={description}
      submitLabel={submitLabel}
      danger={danger}
      busy={busy}
      words={words}
      onSubmit={submit}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}
