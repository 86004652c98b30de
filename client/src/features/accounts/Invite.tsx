import type { CommandResult } from '@atrium/shared';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useActions, useSession } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { wordsFor } from '../errors/words.ts';
import { formatMoment } from '../time/format.ts';
import { FormError } from './FormError.tsx';
import { NewAccount } from './NewAccount.tsx';
import { Page } from './Page.tsx';
import { useLinkToken } from './use-link-token.ts';

export default function Invite() {
  const { session } = useActions();
  const view = useSession();
  const navigate = useNavigate();
  const token = useLinkToken(useSearch({ from: '/invite' }).token);
  const [preview, setPreview] = useState<CommandResult<'invitation.preview'> | null>(null);
  const [problem, setProblem] = useState<string | null>(
    token ? null : 'This link is not complete. Copy all of it into the address bar.',
  );
  const [confirming, setConfirming] = useState(false);

  useEffect(() => {
    if (!token) return;
    session.previewInvitation(token).then(setPreview, (error: unknown) => setProblem(wordsFor(error)));
  }, [session, token]);

  if (problem) {
    return (
      <Page title="This invitation does not work" lead={problem}>
        <Link to="/" className="text-ui text-accent-ink hover:underline">
          {view.state === 'signed_in' ? 'Go to the workspace' : 'Go to sign-in'}
        </Link>
      </Page>
    );
  }
  if (!preview || !token) {
    return (
      <Page title="Opening your invitation">
        <Skeleton className="h-9" />
        <Skeleton className="h-9" />
        <Skeleton className="h-11" />
      </Page>
    );
  }
  if (view.state === 'signed_in') return <ForSomebodyElse name={view.me.name} />;
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
      <NewAccount
        submitLabel={`Join ${preview.workspaceName}`}
        email={preview.email}
        onSubmit={async (person) => {
          const { confirm } = await session.signUp({ invitation: token, ...person });
          if (confirm) setConfirming(true);
          else await navigate({ to: '/', replace: true });
        }}
      />
      <Link to="/sign-in" className="text-ui text-accent-ink hover:underline">
        I have an account
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
