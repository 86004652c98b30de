import { Link, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useActions, useSession } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { FormError } from './FormError.tsx';
import { Page } from './Page.tsx';
import { PasswordField } from './PasswordField.tsx';
import { TextField } from './TextField.tsx';
import { useLinkToken } from './use-link-token.ts';

export default function Reset() {
  const token = useLinkToken(useSearch({ from: '/reset' }).token);
  return token ? <NewPassword token={token} /> : <AskForLink />;
}

function BackToSignIn({ label = 'Back to sign-in' }: { label?: string }) {
  return (
    <Link to="/sign-in" className="text-ui text-accent-ink hover:underline">
      {label}
    </Link>
  );
}

function AskForLink() {
  const view = useSession();
  const { session } = useActions();
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState(false);
  const { busy, words, run } = useAttempt();
  const mail = view.state !== 'signed_out' || view.mail;
  if (sent) {
    return (
      <Page
        title={mail ? 'Look into your mail' : 'Ask your owner for the link'}
        lead={
          mail
            ? `If ${email} has an account here, a link is on its way. It holds for half an hour.`
            : `This server sends no mail. If ${email} has an account here, an owner or admin now finds a link for you in the workspace settings.`
        }
      >
        <BackToSignIn />
      </Page>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await session.requestReset(email);
      setSent(true);
    });
  };
  return (
    <Page title="Set a new password" lead="Say which account, and you get a link.">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          required
          autoFocus
          value={email}
          onChange={setEmail}
        />
        <FormError words={words} />
        <Button type="submit" variant="primary" size="large" busy={busy}>
          Send me a link
        </Button>
      </form>
      <BackToSignIn />
    </Page>
  );
}

function NewPassword({ token }: { token: string }) {
  const { session } = useActions();
  const [password, setPassword] = useState('');
  const [done, setDone] = useState(false);
  const { busy, words, run } = useAttempt();
  if (done) {
    return (
      <Page title="Your password is set" lead="All sessions of yours were ended. Sign in with the new one.">
        <BackToSignIn label="Sign in" />
      </Page>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await session.resetPassword({ token, password });
      setDone(true);
    });
  };
  return (
    <Page title="Choose a new password" lead="It ends every session of yours, on all devices.">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <PasswordField fresh label="New password" value={password} onChange={setPassword} />
        <FormError words={words} />
        <Button type="submit" variant="primary" size="large" busy={busy}>
          Set the password
        </Button>
      </form>
    </Page>
  );
}
