import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useActions } from '../../state/index.ts';
import { NewAccount } from './NewAccount.tsx';
import { Page } from './Page.tsx';

export default function SignUp() {
  const { session } = useActions();
  const navigate = useNavigate();
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (sentTo) {
    return (
      <Page
        title="Look into your mail"
        lead={`We sent a link to ${sentTo}. Open it to confirm that the address is yours.`}
      >
        <Link to="/sign-in" className="text-ui text-accent-ink hover:underline">
          Back to sign-in
        </Link>
      </Page>
    );
  }
  return (
    <Page title="Create your account" lead="With an e-mail address of your organisation.">
      <NewAccount
        submitLabel="Create account"
        onSubmit={async (person) => {
          const { confirm } = await session.signUp(person);
          if (confirm) setSentTo(person.email);
          else await navigate({ to: '/', replace: true });
        }}
      />
      <Link to="/sign-in" className="text-ui text-accent-ink hover:underline">
        I have an account
      </Link>
    </Page>
  );
}
