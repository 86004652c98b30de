import type { ComponentProps, ReactNode } from 'react';
import { Field, Input } from '../../ui/Field.tsx';

interface Props extends Omit<ComponentProps<'input'>, 'onChange' | 'value'> {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null;
  value: string;
  onChange: (value: string) => void;
}

export function TextField({ label, hint, error, onChange, ...rest }: Props) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(field) => <Input {...field} {...rest} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}
