import { AtriumError, type CommandResult } from '@atrium/shared';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useActions, useSession } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { wordsFor } from '../errors/words.ts';
import { formatMoment } from '../time/format.ts';
import { FormError } from './FormError.tsx';
import { NewAccount, type NewAccountInput } from './NewAccount.tsx';
import { Page } from './Page.tsx';
import { useLinkToken } from './use-link-token.ts';

export default function Invite() {
  const { session } = useActions();
  const view = useSession();
  const navigate = useNavigate();
  const token = useLinkToken(useSearch({ from: '/invite' }).token);
  const [preview, setPreview] = useState<CommandResult<'invitation.preview'> | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const [confirming, setConfirming] = useState(false);

  useEffect(() => {
    if (!token) return;
    session.previewInvitation(token).then(setPreview, setProblem);
  }, [session, token, tries]);

  const signedIn = view.state === 'signed_in';
  if (!token) return <Spent signedIn={signedIn} lead={incomplete} />;
  if (isSpent(problem)) return <Spent signedIn={signedIn} lead={spent} />;
  if (problem !== null) {
    return (
      <Page title="Your invitation could not be opened" lead={wordsFor(problem)}>
        <Button
          variant="primary"
          size="large"
          onClick={() => {
            setProblem(null);
            setTries(tries + 1);
          }}
        >
          Try again
        </Button>
      </Page>
    );
  }
  if (!preview) {
    return (
      <Page title="Opening your invitation">
        <Skeleton className="h-9" />
        <Skeleton className="h-9" />
        <Skeleton className="h-11" />
      </Page>
    );
  }
  const join = async (person: NewAccountInput) => {
    try {
      const { confirm } = await session.signUp({ invitation: token, ...person });
      if (confirm) return setConfirming(true);
    } catch (error) {
      // It was taken back, or used, while this page was open.
      if (error instanceof AtriumError && error.code === 'link_expired') return setProblem(error);
      throw error;
    }
    await navigate({ to: '/', replace: true });
  };
  if (signedIn) return <ForSomebodyElse name={view.me.name} />;
  if (confirming)
    return (
      <Page title="Look into your mail" lead="Open the link in it to confirm that the address is yours.">
        {null}
      </Page>
    );
  return (
    <Page
      title={`Join ${preview.workspaceName}`}
      lead={`${preview.invitedBy} has invited you. The invitation holds until ${formatMoment(preview.expiresAt)}.`}
    >
      <NewAccount submitLabel={`Join ${preview.workspaceName}`} email={preview.email} onSubmit={join} />
      <Link to="/sign-in" className="text-ui text-accent-ink hover:underline">
        I have an account
      </Link>
    </Page>
  );
}

const incomplete = 'The link is not complete. Copy all of it into the address bar.';
/** The server does not say which: whoever guesses links is to learn nothing. */
const spent =
  'It has expired, was taken back, or has made an account already: each is good for one person and some days.';

function isSpent(error: unknown): boolean {
  return error instanceof AtriumError && (error.code === 'link_expired' || error.code === 'invalid_input');
}

function Spent({ signedIn, lead }: { signedIn: boolean; lead: string }) {
  return (
    <Page title="This invitation does not work" lead={lead}>
      <p className="text-sm">
        Ask whoever invited you for a new one: it takes them a moment.
        {!signedIn && ' If you have made your account with it, you only need to sign in.'}
      </p>
      <Link to="/" className="text-ui text-accent-ink hover:underline">
        {signedIn ? 'Go to the workspace' : 'Go to sign-in'}
      </Link>
    </Page>
  );
}

/** Whoever opens an invitation while signed in has an account already; the link stays good until it is used. */
function ForSomebodyElse({ name }: { name: string }) {
  const { session } = useActions();
  const { busy, words, run } = useAttempt();
  return (
    <Page
      title={`You are signed in as ${name}`}
      lead="This invitation makes a new account. To accept it as somebody else, sign out first."
    >
      <FormError words={words} />
      <Button size="large" busy={busy} onClick={() => void run(() => session.signOut())}>
        Sign out and accept it
      </Button>
      <Link to="/" className="text-ui text-accent-ink hover:underline">
        Stay, and go to the workspace
      </Link>
    </Page>
  );
}
