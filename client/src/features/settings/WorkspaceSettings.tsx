import { limits, type CommandResult } from '@atrium/shared';
import { Copy } from 'lucide-react';
import { type FormEvent, useCallback, useState } from 'react';
import { useActions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Field, Textarea } from '../../ui/Field.tsx';
import { MessageSkeletons } from '../../ui/Skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import { FormError } from '../accounts/FormError.tsx';
import { TextField } from '../accounts/TextField.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { ListProblem } from '../frame/ListProblem.tsx';
import { useFetched } from '../frame/use-fetched.ts';
import { copyText } from '../messages/copy.ts';
import { MemberName } from '../messages/MemberName.tsx';
import { formatMoment } from '../time/format.ts';
import { Section } from './Section.tsx';

type Settings = CommandResult<'workspace.get_settings'>['settings'];

export default function WorkspaceSettings() {
  const { command } = useActions();
  const load = useCallback(() => command('workspace.get_settings', {}), [command]);
  const fetched = useFetched(load);
  const { value, problem } = fetched;
  return (
    <>
      <ListProblem of={fetched} />
      {value ? <Form settings={value.settings} /> : !problem && <MessageSkeletons rows={2} />}
      <PendingLinks />
    </>
  );
}

function Form({ settings }: { settings: Settings }) {
  const { command } = useActions();
  const [before, setBefore] = useState({ name: settings.name, domains: settings.signUpDomains.join('\n') });
  const [name, setName] = useState(before.name);
  const [domains, setDomains] = useState(before.domains);
  const { busy, words, run } = useAttempt();
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const signUpDomains = domains
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean);
    // What was left alone may be another's by now.
    const change = {
      ...(name !== before.name && { name }),
      ...(domains !== before.domains && { signUpDomains }),
    };
    if (!(await run(() => command('workspace.update', change)))) return;
    setBefore({ name, domains });
    toast('The settings are saved.');
  };
  return (
    <form onSubmit={(event) => void save(event)} className="flex flex-col gap-4">
      <TextField
        label="Name"
        required
        maxLength={limits.workspaceNameLength}
        value={name}
        onChange={setName}
      />
      <Field
        label="Who may sign up by themselves"
        hint="People with a confirmed address of one of these domains, one in a line. None: only by invitation."
      >
        {(field) => (
          <Textarea
            {...field}
            value={domains}
            onChange={(event) => setDomains(event.target.value)}
            placeholder="example.com"
          />
        )}
      </Field>
      <FormError words={words} />
      <Button type="submit" variant="primary" busy={busy} className="self-start">
        Save
      </Button>
    </form>
  );
}

function PendingLinks() {
  const { command } = useActions();
  const load = useCallback(() => command('account.pending_links', {}), [command]);
  const fetched = useFetched(load);
  const links = fetched.value?.links ?? [];
  if (links.length === 0 && !fetched.problem) return null;
  return (
    <Section
      title="Links that wait for somebody"
      hint="This server sends no mail: give each link to the person it is for, and to nobody else."
    >
      <ListProblem of={fetched} />
      <ul className="flex flex-col gap-2">
        {links.map(({ memberId, kind, link, expiresAt }) => (
          <li key={link} className="flex items-center gap-3 rounded-lg bg-sunken px-3.5 py-2.5">
            <span className="min-w-0 flex-1">
              <MemberName id={memberId} className="text-sm font-medium" />
              <span className="block text-xs text-muted">
                {kind === 'reset' ? 'A new password' : 'Confirming an address'}, until{' '}
                {formatMoment(expiresAt)}
              </span>
            </span>
            <Button
              size="small"
              icon={<Copy className="size-4" />}
              onClick={() => copyText(link, 'Link copied')}
            >
              Copy
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
