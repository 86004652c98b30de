import type { CommandResult } from '@atrium/shared';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useActions } from '../../state/index.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { wordsFor } from '../errors/words.ts';
import { formatMoment } from '../time/format.ts';
import { NewAccount } from './NewAccount.tsx';
import { Page } from './Page.tsx';
import { useLinkToken } from './use-link-token.ts';

export default function Invite() {
  const { session } = useActions();
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
        <Link to="/sign-in" className="text-ui text-accent-ink hover:underline">
          Go to sign-in
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
    </Page>
  );
}
