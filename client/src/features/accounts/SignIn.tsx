import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useActions, useSession } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { FormError } from './FormError.tsx';
import { Page } from './Page.tsx';
import { PasswordField } from './PasswordField.tsx';
import { TextField } from './TextField.tsx';

export default function SignIn() {
  const view = useSession();
  const { session } = useActions();
  const { next } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { busy, words, run } = useAttempt();
  const signedOut = view.state === 'signed_out' ? view : null;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await session.signIn({ email, password });
      await navigate({ href: next ?? '/', replace: true });
    });
  };

  return (
    <Page
      title={signedOut?.workspaceName ? `Welcome to ${signedOut.workspaceName}` : 'Welcome back'}
      lead={
        signedOut?.ended === 'revoked'
          ? 'Your session was ended. Sign in to go on.'
          : 'Sign in to your workspace.'
      }
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label="E-mail"
          type="email"
          name="email"
          autoComplete="username"
          inputMode="email"
          required
          autoFocus
          value={email}
          onChange={setEmail}
        />
        <PasswordField value={password} onChange={setPassword} />
        <FormError words={words} />
        <Button type="submit" variant="primary" size="large" busy={busy}>
          Sign in
        </Button>
      </form>
      <p className="flex flex-wrap justify-between gap-x-4 gap-y-1 text-ui text-muted">
        <Link to="/reset" className="rounded-sm text-accent-ink hover:underline">
          Forgotten your password?
        </Link>
        {signedOut?.signUpByDomain && (
          <Link to="/sign-up" className="rounded-sm text-accent-ink hover:underline">
            Create an account
          </Link>
        )}
      </p>
    </Page>
  );
}
