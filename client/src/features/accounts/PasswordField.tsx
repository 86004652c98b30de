import { limits } from '@atrium/shared';
import { useState } from 'react';
import { Field, Input } from '../../ui/Field.tsx';
import { useFieldProblem } from './field-problems.ts';

interface Props {
  label?: string;
  value: string;
  onChange: (value: string) => void;
  /** A new one is judged; an old one is only asked for. */
  fresh?: boolean;
  autoFocus?: boolean;
}

export function PasswordField({
  label = 'Password',
  value,
  onChange,
  fresh = false,
  autoFocus = false,
}: Props) {
  const name = fresh ? 'new-password' : 'password';
  const problem = useFieldProblem(name);
  const [shown, setShown] = useState(false);
  const missing = limits.passwordLengthMin - value.length;
  const hint =
    missing > 0
      ? `At least ${limits.passwordLengthMin} characters. A few words are easier to remember than symbols.`
      : 'Long enough.';
  return (
    <Field label={label} hint={fresh ? hint : undefined} error={problem}>
      {(field) => (
        <span className="relative">
          <Input
            {...field}
            type={shown ? 'text' : 'password'}
            name={name}
            autoComplete={fresh ? 'new-password' : 'current-password'}
            required
            autoFocus={autoFocus}
            minLength={fresh ? limits.passwordLengthMin : 1}
            maxLength={limits.passwordLengthMax}
            value={value}
            className="pr-16"
            onChange={(event) => onChange(event.target.value)}
          />
          <button
            type="button"
            aria-pressed={shown}
            aria-label={shown ? 'Hide the password' : 'Show the password'}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-1 right-1 rounded-md px-2.5 text-xs font-medium text-muted hover:bg-hover hover:text-ink"
          >
            {shown ? 'Hide' : 'Show'}
          </button>
        </span>
      )}
    </Field>
  );
}
