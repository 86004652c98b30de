import { Laptop } from 'lucide-react';
import { type FormEvent, useCallback, useState } from 'react';
import { useActions, useSession } from '../../state/index.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import { FormError } from '../accounts/FormError.tsx';
import { PasswordField } from '../accounts/PasswordField.tsx';
import { TextField } from '../accounts/TextField.tsx';
import { attempt, useAttempt } from '../errors/use-attempt.ts';
import { ListProblem } from '../frame/ListProblem.tsx';
import { useFetched } from '../frame/use-fetched.ts';
import { formatAgo } from '../time/format.ts';
import { Section } from './Section.tsx';

export default function AccountSettings() {
  return (
    <>
      <Sessions />
      <ChangePassword />
      <ChangeEmail />
    </>
  );
}

function Sessions() {
  const { session } = useActions();
  const load = useCallback(() => session.listSessions(), [session]);
  const fetched = useFetched(load);
  const { value: sessions, problem, reload } = fetched;
  const end = (id: string) =>
    void attempt(() => session.revokeSession(id), 'That session has ended.').then(reload);
  return (
    <Section
      title="Where you are signed in"
      hint="End what you do not know: it stops at once, everywhere."
      action={
        sessions !== null &&
        sessions.length > 1 && (
          <Button
            size="small"
            onClick={() =>
              void attempt(() => session.signOutEverywhere(), 'All other sessions have ended.').then(reload)
            }
          >
            End all others
          </Button>
        )
      }
    >
      <ListProblem of={fetched} />
      <ul className="flex flex-col divide-y divide-line rounded-xl shadow-[inset_0_0_0_1px_var(--c-line)]">
        {!sessions && !problem && <Skeleton className="m-3 h-10" />}
        {sessions?.map((one) => (
          <li key={one.id} className="flex items-center gap-3 px-3.5 py-3">
            <Laptop className="size-5 shrink-0 text-faint" />
            <span className="min-w-0 flex-1">
              <span className="flex items-center gap-2 text-sm">
                <span className="truncate">{one.device || 'A browser'}</span>
                {one.current && <Badge tone="accent">This one</Badge>}
              </span>
              <span className="block truncate text-xs text-muted">
                {one.address} · last used {formatAgo(one.lastUsedAt)}
              </span>
            </span>
            {!one.current && (
              <Button size="small" onClick={() => end(one.id)}>
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function ChangePassword() {
  const { session } = useActions();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const { busy, words, run } = useAttempt();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await run(() => session.changePassword({ current, password })))) return;
    setCurrent('');
    setPassword('');
    toast('Your password is changed. All other sessions have ended.');
  };
  return (
    <Section title="Password">
      <form onSubmit={(event) => void submit(event)} className="flex max-w-sm flex-col gap-4">
        <PasswordField label="The one you have" value={current} onChange={setCurrent} />
        <PasswordField fresh label="The new one" value={password} onChange={setPassword} />
        <FormError words={words} />
        <Button type="submit" busy={busy} className="self-start">
          Change the password
        </Button>
      </form>
    </Section>
  );
}

function ChangeEmail() {
  const view = useSession();
  const { session } = useActions();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { busy, words, run } = useAttempt();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const done = await run(async () => {
      const { confirm } = await session.changeEmail({ email, password });
      toast(
        confirm
          ? `Open the link that we sent to ${email}: then the new address counts.`
          : 'Your address is changed.',
      );
    });
    if (!done) return;
    setEmail('');
    setPassword('');
  };
  return (
    <Section
      title="E-mail address"
      hint={view.state === 'signed_in' && view.me.email ? `Now ${view.me.email}` : undefined}
    >
      <form onSubmit={(event) => void submit(event)} className="flex max-w-sm flex-col gap-4">
        <TextField
          label="New address"
          type="email"
          required
          value={email}
          onChange={setEmail}
          autoComplete="email"
        />
        <PasswordField label="Your password" value={password} onChange={setPassword} />
        <FormError words={words} />
        <Button type="submit" busy={busy} className="self-start">
          Change the address
        </Button>
      </form>
    </Section>
  );
}
