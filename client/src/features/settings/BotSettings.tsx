import { limits, type Member } from '@atrium/shared';
import { Bot } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useActions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { FormError } from '../accounts/FormError.tsx';
import { TextField } from '../accounts/TextField.tsx';
import { useAttempt } from '../errors/use-attempt.ts';
import { ListProblem } from '../frame/ListProblem.tsx';
import { MemberAvatar } from '../people/DirectAvatar.tsx';
import { usePeoplePages } from '../people/use-people-pages.ts';
import { BotTokens } from './BotTokens.tsx';
import { Section } from './Section.tsx';

export default function BotSettings() {
  const pages = usePeoplePages({ query: '', role: 'bot' });
  const { items: bots, problem, hasMore, more, reload } = pages;
  return (
    <>
      <NewBot onMade={reload} />
      <Section
        title="Bots"
        hint="A bot is a member that a program speaks for. It can do what its token’s scopes allow, where it has been let in."
      >
        <ListProblem of={pages} />
        {!bots && !problem && <Skeleton className="h-12" />}
        {bots?.length === 0 && <EmptyState icon={<Bot />} title="No bots yet" />}
        {bots?.map((bot) => (
          <BotCard key={bot.id} bot={bot} />
        ))}
        {hasMore && (
          <Button variant="quiet" className="self-center" onClick={more}>
            Show more
          </Button>
        )}
      </Section>
    </>
  );
}

function NewBot({ onMade }: { onMade: () => void }) {
  const { people } = useActions();
  const [name, setName] = useState('');
  const { busy, words, run } = useAttempt();
  const handle = name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '')
    .slice(0, limits.memberHandleLength);
  const make = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await run(() => people.createBot(name, handle)))) return;
    setName('');
    onMade();
  };
  return (
    <Section title="New bot">
      <form onSubmit={(event) => void make(event)} className="flex flex-col gap-3">
        <TextField
          label="Name"
          required
          maxLength={limits.memberNameLength}
          value={name}
          onChange={setName}
          placeholder="Deploys"
          hint={handle ? `@${handle}` : 'What it is called in channels.'}
        />
        <FormError words={words} />
        <Button type="submit" variant="primary" busy={busy} disabled={handle === ''} className="self-start">
          Create
        </Button>
      </form>
    </Section>
  );
}

function BotCard({ bot }: { bot: Member }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="rounded-xl shadow-[inset_0_0_0_1px_var(--c-line)]">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full items-center gap-3 rounded-xl p-3 text-left hover:bg-hover"
      >
        <MemberAvatar id={bot.id} size={32} />
        <span className="flex-1">
          <span className="block text-sm font-medium">{bot.name}</span>
          <span className="block text-xs text-muted">@{bot.handle}</span>
        </span>
        <span className="text-ui text-accent-ink">{open ? 'Close' : 'Tokens'}</span>
      </button>
      {open && <BotTokens botId={bot.id} />}
    </div>
  );
}
