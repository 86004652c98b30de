import { AtriumError } from '@atrium/shared';
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
  const [spent, setSpent] = useState(false);
  if (!token || spent) return <AskForLink again={spent} />;
  return <NewPassword token={token} onSpent={() => setSpent(true)} />;
}

function BackToSignIn({ label = 'Back to sign-in' }: { label?: string }) {
  return (
    <Link to="/sign-in" className="text-ui text-accent-ink hover:underline">
      {label}
    </Link>
  );
}

/** @param again the link that somebody came with opens nothing any more */
function AskForLink({ again }: { again: boolean }) {
  const view = useSession();
  const { session } = useActions();
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState(false);
  const { busy, words, run } = useAttempt();
  const mail = view.state !== 'signed_out' || view.mail;
  if (sent) {
    return (
      <Page
        title={mail ? 'Look into your mail' : 'Ask an owner or admin for the link'}
        lead={
          mail
            ? `If ${email} has an account here, a link is on its way. It holds for half an hour.`
            : `This server sends no mail. If ${email} has an account here, they now find a link for you in the settings of the workspace. It holds for half an hour.`
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
    <Page
      title={again ? 'This link does not work any more' : 'Set a new password'}
      lead={
        again
          ? 'It has expired, or was used already. Say which account, and you get a new one.'
          : 'Say which account, and you get a link.'
      }
    >
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

function NewPassword({ token, onSpent }: { token: string; onSpent: () => void }) {
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
      try {
        await session.resetPassword({ token, password });
      } catch (error) {
        if (error instanceof AtriumError && error.code === 'link_expired') return onSpent();
        throw error;
      }
      setDone(true);
    });
  };
  return (
    <Page title="Choose a new password" lead="It ends every session of yours, on all devices.">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <PasswordField fresh autoFocus label="New password" value={password} onChange={setPassword} />
        <FormError words={words} />
        <Button type="submit" variant="primary" size="large" busy={busy}>
          Set the password
        </Button>
      </form>
      <BackToSignIn />
    </Page>
  );
}
