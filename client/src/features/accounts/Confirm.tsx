import { Link, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useActions } from '../../state/index.ts';
import { wordsFor } from '../errors/words.ts';
import { Page } from './Page.tsx';
import { useLinkToken } from './use-link-token.ts';

export default function Confirm() {
  const { session } = useActions();
  const token = useLinkToken(useSearch({ from: '/confirm' }).token);
  const [outcome, setOutcome] = useState<{ title: string; lead: string } | null>(
    token ? null : { title: 'This link is not complete', lead: 'Copy all of it into the address bar.' },
  );
  useEffect(() => {
    if (!token) return;
    session.confirmEmail(token).then(
      () => setOutcome({ title: 'Your address is confirmed', lead: 'You can go on.' }),
      (error: unknown) => setOutcome({ title: 'This link does not work', lead: wordsFor(error) }),
    );
  }, [session, token]);
  return (
    <Page title={outcome?.title ?? 'Confirming your address'} lead={outcome?.lead}>
      <Link to="/" className="text-ui text-accent-ink hover:underline">
        Go to the workspace
      </Link>
    </Page>
  );
}
