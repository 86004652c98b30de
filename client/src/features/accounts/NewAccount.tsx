import { limits } from '@atrium/shared';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { fieldWords } from '../errors/words.ts';
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
  /** Stands above the person's own fields. */
  children?: ReactNode;
}

/** Name, address and password of a person who is new. */
export function NewAccount({ submitLabel, email: given, onSubmit, children }: Props) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState(given ?? '');
  const [password, setPassword] = useState('');
  const { busy, words, error, run } = useAttempt();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(() => onSubmit({ name, email, password }));
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {children}
      <TextField
        label="Your name"
        name="name"
        autoComplete="name"
        required
        maxLength={limits.memberNameLength}
        value={name}
        onChange={setName}
        error={fieldWords(error, 'name')}
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
        error={fieldWords(error, 'email')}
      />
      <PasswordField fresh value={password} onChange={setPassword} error={fieldWords(error, 'password')} />
      <FormError words={words} />
      <Button type="submit" variant="primary" size="large" busy={busy}>
        {submitLabel}
      </Button>
    </form>
  );
}
