import { limits } from '@atrium/shared';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useActions } from '../../state/index.ts';
import { NewAccount } from './NewAccount.tsx';
import { Page } from './Page.tsx';
import { TextField } from './TextField.tsx';
import { useLinkToken } from './use-link-token.ts';

export default function SetUp() {
  const { session } = useActions();
  const navigate = useNavigate();
  const fromLink = useLinkToken(useSearch({ from: '/set-up' }).token);
  const [token, setToken] = useState(fromLink ?? '');
  const [workspaceName, setWorkspaceName] = useState('');
  return (
    <Page
      title="Set up your workspace"
      lead="A minute, and you can write the first message. You will be its owner."
    >
      <NewAccount
        submitLabel="Create the workspace"
        onSubmit={async (person) => {
          await session.setUp({ token: token.trim(), workspaceName, ...person });
          await navigate({ to: '/', replace: true });
        }}
      >
        {!fromLink && (
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
          name="workspace"
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
