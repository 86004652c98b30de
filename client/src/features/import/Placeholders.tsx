import type { CommandResult, Member, MemberId } from '@atrium/shared';
import { useCallback, useEffect, useState } from 'react';
import { useActions, useMember, usePeopleSearch } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Input } from '../../ui/Field.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { attempt } from '../errors/use-attempt.ts';
import { Section } from '../settings/Section.tsx';

type Page = CommandResult<'people.placeholders'>;
type Row = Page['placeholders'][number];

/** Imported people without an address: an owner says who they are, and they get their messages. */
export function Placeholders({ imported }: { imported: number }) {
  const { command } = useActions();
  const [query, setQuery] = useState('');
  const [matched, setMatched] = useState(false);
  const [page, setPage] = useState<Page | null>(null);
  const [round, setRound] = useState(0);
  const [asked, setAsked] = useState<Member | null>(null);
  const load = useCallback(
    (cursor?: string) => command('people.placeholders', { query, matched, ...(cursor && { cursor }) }),
    [command, query, matched],
  );
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(
      () => void attempt(async () => load().then((first) => (gone ? undefined : setPage(first)))),
      query ? 150 : 0,
    );
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [load, query, round, imported]);
  const more = (cursor: string) =>
    void attempt(async () => {
      const { placeholders, next } = await load(cursor);
      setPage((known) => ({ placeholders: [...(known?.placeholders ?? []), ...placeholders], next }));
    });
  const change = (action: () => Promise<unknown>, done: string) =>
    void attempt(action, done).then(() => setRound((count) => count + 1));
  const match = (placeholder: Member, memberId: MemberId) => {
    setAsked(null);
    change(
      () => command('people.match_placeholder', { placeholderId: placeholder.id, memberId }),
      `What ${placeholder.name} said is theirs now.`,
    );
  };
  return (
    <Section
      title="Whose messages are these?"
      hint="People whom an archive names without an e-mail address. Say which member they are: they get the messages, and the channels."
    >
      <Input
        aria-label="Find somebody who was imported"
        placeholder="Find somebody who was imported"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <Switch label="Show those who were matched" checked={matched} onChange={setMatched} />
      {page?.placeholders.length === 0 && <p className="text-ui text-muted">Nobody.</p>}
      <ul className="divide-y divide-line">
        {page?.placeholders.map((row) => (
          <PlaceholderRow
            key={row.placeholder.id}
            row={row}
            onMatch={(memberId) => match(row.placeholder, memberId)}
            onAsk={() => setAsked(row.placeholder)}
            onUnmatch={() =>
              change(
                () => command('people.unmatch_placeholder', { placeholderId: row.placeholder.id }),
                'Taken back.',
              )
            }
          />
        ))}
      </ul>
      {page?.next && (
        <Button variant="quiet" className="self-center" onClick={() => more(page.next ?? '')}>
          Show more
        </Button>
      )}
      <Dialog
        open={asked !== null}
        onClose={() => setAsked(null)}
        title={`Who is ${asked?.name ?? ''}?`}
        description="Messages and channels go to this member."
      >
        {asked && <MemberChoice initial={asked.name} onChoose={(id) => match(asked, id)} />}
      </Dialog>
    </Section>
  );
}

function PlaceholderRow({
  row: { placeholder, suggestions },
  onMatch,
  onAsk,
  onUnmatch,
}: {
  row: Row;
  onMatch: (id: MemberId) => void;
  onAsk: () => void;
  onUnmatch: () => void;
}) {
  const known = useMember(placeholder.mergedInto ?? placeholder.id);
  return (
    <li className="flex flex-wrap items-center gap-2 py-2.5">
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-medium">{placeholder.name}</span>
        <span className="block truncate text-xs text-muted">
          @{placeholder.handle}
          {placeholder.mergedInto ? ` is ${known?.name ?? '…'}` : ''}
        </span>
      </span>
      {placeholder.mergedInto ? (
        <Button size="small" onClick={onUnmatch}>
          Take back
        </Button>
      ) : (
        <>
          {suggestions.map(({ id, name, handle }) => (
            <Button key={id} size="small" onClick={() => onMatch(id)}>
              {name} (@{handle})
            </Button>
          ))}
          <Button size="small" variant="quiet" onClick={onAsk} aria-label={`Match ${placeholder.name}`}>
            Match …
          </Button>
        </>
      )}
    </li>
  );
}

function MemberChoice({ initial, onChoose }: { initial: string; onChoose: (id: MemberId) => void }) {
  const [query, setQuery] = useState(initial);
  const found = usePeopleSearch(query, { limit: 20 }).filter(({ kind }) => kind === 'person');
  return (
    <div className="flex min-h-0 flex-col gap-2 px-5 pb-5">
      <Input
        aria-label="Find a member"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        autoFocus
      />
      <ul className="min-h-0 overflow-y-auto">
        {found.map(({ id, name, handle }) => (
          <li key={id}>
            <button
              type="button"
              className="flex w-full items-baseline gap-2 rounded-md px-2.5 py-2 text-left text-sm hover:bg-hover"
              onClick={() => onChoose(id)}
            >
              <span className="font-medium">{name}</span>
              <span className="text-xs text-muted">@{handle}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="text-ui text-muted">No member is called that.</p>}
    </div>
  );
}
