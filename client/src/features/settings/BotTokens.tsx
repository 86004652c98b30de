import { channelScopeNames, type CommandInput, type MemberId, workspaceScopeNames } from '@atrium/shared';
import { Copy } from 'lucide-react';
import { type FormEvent, useCallback, useState } from 'react';
import { useActions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Field, Input } from '../../ui/Field.tsx';
import { FormError } from '../accounts/FormError.tsx';
import { TextField } from '../accounts/TextField.tsx';
import { attempt, useAttempt } from '../errors/use-attempt.ts';
import { ListProblem } from '../frame/ListProblem.tsx';
import { useFetched } from '../frame/use-fetched.ts';
import { copyText } from '../messages/copy.ts';
import { formatAgo, formatDay } from '../time/format.ts';

type Scope = CommandInput<'token.create'>['scopes'][number];

const offered: readonly Scope[] = [...channelScopeNames, ...workspaceScopeNames];
const usual: readonly Scope[] = ['channel.read', 'message.post', 'message.edit_own', 'message.react'];

/** A bot's tokens: the secret is shown once, when it is made. */
export function BotTokens({ botId }: { botId: MemberId }) {
  const { people } = useActions();
  const load = useCallback(() => people.tokens(botId), [people, botId]);
  const fetched = useFetched(load);
  const { value: tokens, reload } = fetched;
  return (
    <div className="flex flex-col gap-4 border-t border-line p-3.5">
      <ListProblem of={fetched} />
      <ul className="flex flex-col gap-2">
        {tokens?.map((token) => (
          <li key={token.id} className="flex items-center gap-3">
            <span className="min-w-0 flex-1">
              <span className="block truncate text-sm">{token.name}</span>
              <span className="block truncate text-xs text-muted">
                {token.scopes.length} scopes ·{' '}
                {token.lastUsedAt
                  ? `last used ${formatAgo(token.lastUsedAt)}`
                  : `made ${formatDay(token.createdAt)}, not used yet`}
              </span>
            </span>
            <Button
              size="small"
              onClick={() =>
                void attempt(() => people.revokeToken(token.id), 'That token has ended.').then(reload)
              }
            >
              End
            </Button>
          </li>
        ))}
      </ul>
      <NewToken botId={botId} onMade={reload} />
    </div>
  );
}

function NewToken({ botId, onMade }: { botId: MemberId; onMade: () => void }) {
  const { people } = useActions();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(usual);
  const [secret, setSecret] = useState<string | null>(null);
  const { busy, words, run } = useAttempt();
  const make = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const { token } = await people.createToken({ memberId: botId, name, scopes: [...scopes] });
      setSecret(token);
      setName('');
      onMade();
    });
  };
  return (
    <form onSubmit={make} className="flex flex-col gap-3">
      <TextField
        label="New token"
        required
        maxLength={80}
        value={name}
        onChange={setName}
        placeholder="Where it is used"
      />
      <fieldset>
        <legend className="mb-1.5 text-ui font-medium">What it may do</legend>
        <div className="grid gap-1.5 sm:grid-cols-2">
          {offered.map((scope) => (
            <Checkbox
              key={scope}
              label={<code className="text-xs">{scope}</code>}
              checked={scopes.includes(scope)}
              onChange={(on) => setScopes(on ? [...scopes, scope] : scopes.filter((one) => one !== scope))}
            />
          ))}
        </div>
      </fieldset>
      <FormError words={words} />
      <Button type="submit" busy={busy} disabled={scopes.length === 0} className="self-start">
        Make a token
      </Button>
      {secret && (
        <Field label="The token" hint="Copy it now: it is not shown again.">
          {(field) => (
            <span className="flex gap-2">
              <Input
                {...field}
                readOnly
                value={secret}
                onFocus={(event) => event.target.select()}
                className="font-mono"
              />
              <Button
                variant="primary"
                icon={<Copy className="size-4" />}
                onClick={() => copyText(secret, 'Token copied')}
              >
                Copy
              </Button>
            </span>
          )}
        </Field>
      )}
    </form>
  );
}
