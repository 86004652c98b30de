import { AtriumError, limits } from '@atrium/shared';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useActions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { fieldWords } from '../errors/words.ts';
import { NewAccount, type NewAccountInput } from './NewAccount.tsx';
import { Page } from './Page.tsx';
import { TextField } from './TextField.tsx';
import { useLinkToken } from './use-link-token.ts';

const codeWords =
  'This code opens nothing: the server makes a new one whenever it starts. Copy the last one from its log.';

export default function SetUp() {
  const { session } = useActions();
  const navigate = useNavigate();
  const fromLink = useLinkToken(useSearch({ from: '/set-up' }).token);
  const [token, setToken] = useState(fromLink ?? '');
  const [refused, setRefused] = useState(false);
  const [isLate, setLate] = useState(false);
  const [workspaceName, setWorkspaceName] = useState('');
  if (isLate) return <SetUpBySomebodyElse />;

  const setUp = async (person: NewAccountInput) => {
    try {
      await session.setUp({ token: token.trim(), workspaceName, ...person });
    } catch (error) {
      const code = error instanceof AtriumError ? error.code : null;
      if (code === 'already_set_up') return setLate(true);
      if (code === 'link_expired' || fieldWords(error, 'token') !== null) setRefused(true);
      throw error;
    }
    await navigate({ to: '/', replace: true });
  };
  return (
    <Page
      title="Set up your workspace"
      lead="A minute, and you can write the first message. You will be its owner."
    >
      <NewAccount submitLabel="Create the workspace" onSubmit={setUp} explain={explain}>
        {(!fromLink || refused) && (
          <TextField
            label="Set-up code"
            name="token"
            required
            value={token}
            onChange={setToken}
            autoComplete="off"
            hint="The server printed it when it started: the last part of the link in its log."
          />
        )}
        <TextField
          label="Name of the workspace"
          name="workspaceName"
          autoComplete="organization"
          required
          autoFocus
          maxLength={limits.workspaceNameLength}
          value={workspaceName}
          onChange={setWorkspaceName}
          hint="Your company or team."
        />
        <hr className="border-line" />
      </NewAccount>
    </Page>
  );
}

function explain(error: unknown): Record<string, string> {
  const code = error instanceof AtriumError ? error.code : null;
  if (code === 'link_expired' || fieldWords(error, 'token') !== null) return { token: codeWords };
  // It is what the server says while another set-up is under way.
  if (code === 'retry_later')
    return {
      workspaceName: 'Perhaps somebody else is setting it up at this moment. Try again in a minute.',
    };
  const words = fieldWords(error, 'workspaceName');
  return words ? { workspaceName: words } : {};
}

function SetUpBySomebodyElse() {
  const { session } = useActions();
  return (
    <Page
      title="This workspace is set up already"
      lead="Somebody else has done it meanwhile. Nothing that you typed was kept. Ask them for an invitation; if it was you, in another window, sign in."
    >
      <Button variant="primary" size="large" onClick={() => void session.retry()}>
        Go to sign-in
      </Button>
    </Page>
  );
}
