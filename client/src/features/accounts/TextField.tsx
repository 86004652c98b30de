import type { ComponentProps, ReactNode } from 'react';
import { Field, Input } from '../../ui/Field.tsx';
import { useFieldProblem } from './field-problems.ts';

interface Props extends Omit<ComponentProps<'input'>, 'onChange' | 'value'> {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null;
  value: string;
  onChange: (value: string) => void;
}

export function TextField({ label, hint, error, onChange, ...rest }: Props) {
  const problem = useFieldProblem(rest.name);
  return (
    <Field label={label} hint={hint} error={error ?? problem}>
      {(field) => <Input {...field} {...rest} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}
