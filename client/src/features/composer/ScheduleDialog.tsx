import { limits } from '@atrium/shared';
import { useRef, useState } from 'react';
import { Field, Input } from '../../ui/Field.tsx';
import { FormDialog } from '../errors/FormDialog.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { formatAgo } from '../time/format.ts';
import { momentAhead, zoneAt } from '../time/moment-ahead.ts';
import { useNow } from '../time/use-now.ts';

/** `2026-03-01T09:00` in local time, as the browser's own field wants it. */
function toLocal(time: number): string {
  return new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Why a message cannot be sent then; null: it can. */
function problemOf(at: number, now: number): string | null {
  if (Number.isNaN(at)) return 'Say a day and a time.';
  if (at <= now) return `That has passed: it was ${formatAgo(at, now)}. Choose a time to come.`;
  if (at > now + limits.scheduleMsMax) return 'That is more than a year ahead. Choose an earlier time.';
  return null;
}

export default function ScheduleDialog({
  onClose,
  onChoose,
}: {
  onClose: () => void;
  /** Rejects when it is refused. */
  onChoose: (sendAt: number) => Promise<void>;
}) {
  const now = useNow(10_000);
  const [when, setWhen] = useState(() => toLocal(now + 24 * 3_600_000));
  const [refused, setRefused] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const at = new Date(when).getTime();
  const problem = problemOf(at, now);
  // Half a date is not yet a wrong one.
  const shown = Number.isNaN(at) && !refused ? null : problem;
  const { busy, words, run } = useAttempt();
  const submit = async () => {
    if (problem !== null) {
      setRefused(true);
      input.current?.focus();
      return;
    }
    if (await run(() => onChoose(at))) onClose();
  };
  return (
    <FormDialog
      title="Send later"
      description="It is checked again when its time comes, and sent in your name."
      submitLabel="Schedule"
      busy={busy}
      words={words}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field
        label="Date and time"
        hint={`In your time zone, ${zoneAt(problem === null ? at : now)}.`}
        error={shown}
      >
        {(field) => (
          <Input
            {...field}
            ref={input}
            type="datetime-local"
            value={when}
            autoFocus
            onChange={(event) => {
              setWhen(event.target.value);
              setRefused(false);
            }}
          />
        )}
      </Field>
      <output className="text-sm">
        {problem === null && (
          <>
            Sent <strong className="font-medium">{momentAhead(at, now)}</strong>.
          </>
        )}
      </output>
    </FormDialog>
  );
}
