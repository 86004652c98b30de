import { AtriumError, limits } from '@atrium/shared';
import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { fieldWords, wordsFor } from '../errors/words.ts';
import { CheckedForm } from './CheckedForm.tsx';
import type { FieldProblems } from './field-problems.ts';
import { FormError } from './FormError.tsx';
import { PasswordField } from './PasswordField.tsx';
import { TextField } from './TextField.tsx';

export interface NewAccountInput {
  name: string;
  email: string;
  password: string;
}

interface Props {
  submitLabel: string;
  /** Given by an invitation: cannot be changed. */
  email?: string | null;
  onSubmit: (input: NewAccountInput) => Promise<void>;
  /** What a refusal says about the fields that stand above. */
  explain?: (error: unknown) => FieldProblems;
  /** Stands above the person's own fields. */
  children?: ReactNode;
}

/** Name, address and password of a person who is new. */
export function NewAccount({ submitLabel, email: given, onSubmit, explain, children }: Props) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState(given ?? '');
  const [password, setPassword] = useState('');
  const { busy, words, run } = useAttempt();
  const submit = async () => {
    let problems: FieldProblems = {};
    await run(async () => {
      try {
        await onSubmit({ name, email, password });
      } catch (error) {
        problems = { ...problemsFrom(error), ...explain?.(error) };
        if (Object.keys(problems).length === 0) throw error;
      }
    });
    return problems;
  };
  return (
    <CheckedForm onSubmit={submit}>
      {children}
      <TextField
        label="Your name"
        name="name"
        autoComplete="name"
        required
        maxLength={limits.memberNameLength}
        value={name}
        onChange={setName}
        hint="As your colleagues know you."
      />
      <TextField
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        maxLength={limits.emailLength}
        value={email}
        onChange={setEmail}
        readOnly={Boolean(given)}
      />
      <PasswordField fresh value={password} onChange={setPassword} />
      <FormError words={words} />
      <Button type="submit" variant="primary" size="large" busy={busy}>
        {submitLabel}
      </Button>
    </CheckedForm>
  );
}

function problemsFrom(error: unknown): FieldProblems {
  if (error instanceof AtriumError && error.code === 'email_taken') return { email: wordsFor(error) };
  const said = [
    ['name', fieldWords(error, 'name')],
    ['email', fieldWords(error, 'email')],
    ['new-password', fieldWords(error, 'password')],
  ] as const;
  return Object.fromEntries(said.flatMap(([name, words]) => (words === null ? [] : [[name, words]])));
}
