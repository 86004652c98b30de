/* oxlint-disable jsx-a11y/prefer-tag-over-role --
   The focus stays in the text: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */
import type { Member, MemberId } from '@atrium/shared';
import { X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useMembers, usePeopleSearch, useSession } from '../../state/index.ts';
import { cn } from '../../ui/cn.ts';
import { MemberOrigin } from '../messages/MemberName.tsx';
import { MemberAvatar } from './DirectAvatar.tsx';

interface Props {
  chosen: readonly MemberId[];
  onChange: (chosen: MemberId[]) => void;
  max?: number;
  onQuery?: (query: string) => void;
  /** Why somebody cannot be chosen; null: they can. */
  noteOf?: (member: Member) => string | null;
}

/** Some people, found by typing: arrows and Enter choose, Backspace takes the last one back. */
export function PeoplePicker({ chosen, onChange, max = 50, onQuery, noteOf }: Props) {
  const [query, setText] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const session = useSession();
  const self = session.state === 'signed_in' ? session.me.id : null;
  const people = useMembers(chosen);
  const found = usePeopleSearch(query, { limit: 20 }).filter(({ id }) => id !== self && !chosen.includes(id));
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const setQuery = (text: string) => {
    setText(text);
    onQuery?.(text);
  };
  const choose = (member: Member) => {
    if (chosen.length >= max || noteOf?.(member)) return;
    onChange([...chosen, member.id]);
    setQuery('');
    setAt(0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const picked = found[at];
    if (step !== 0) setAt(Math.min(found.length - 1, Math.max(0, at + step)));
    else if (event.key === 'Enter' && picked) choose(picked);
    else if (event.key === 'Backspace' && query === '' && chosen.length > 0)
      return onChange(chosen.slice(0, -1));
    else return;
    event.preventDefault();
  };
  return (
    <div className="flex min-h-0 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-1.5 rounded-lg bg-canvas p-1.5 shadow-[inset_0_0_0_1px_var(--c-line-strong)] focus-within:shadow-[inset_0_0_0_2px_var(--c-accent)] dark:bg-sunken">
        {people.map((member) => (
          <span
            key={member.id}
            className="flex h-7 items-center gap-1.5 rounded-md bg-accent-soft pr-1 pl-1 text-ui text-accent-ink"
          >
            <MemberAvatar id={member.id} size={18} />
            {member.name}
            <button
              type="button"
              aria-label={`Not ${member.name}`}
              onClick={() => onChange(chosen.filter((id) => id !== member.id))}
              className="rounded-sm p-0.5 hover:bg-hover"
            >
              <X className="size-3" />
            </button>
          </span>
        ))}
        <input
          role="combobox"
          aria-label="People"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={found[at] ? `${listId}-${at}` : undefined}
          value={query}
          placeholder={chosen.length === 0 ? 'Type a name' : ''}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          className="h-7 min-w-32 flex-1 bg-transparent px-1.5 text-sm outline-none placeholder:text-faint coarse:text-base"
        />
      </div>
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label="People found"
        className="max-h-64 min-h-24 overflow-y-auto"
      >
        {found.map((member, index) => (
          <div
            key={member.id}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            aria-disabled={Boolean(noteOf?.(member))}
            onPointerMove={() => setAt(index)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(member)}
            onKeyDown={undefined}
            className={cn(
              'flex w-full flex-wrap items-center gap-x-2.5 rounded-lg px-2 py-1.5 text-sm',
              index === at && 'bg-hover',
              noteOf?.(member) && 'opacity-60',
            )}
          >
            <MemberAvatar id={member.id} size={28} withPresence />
            <span className="flex min-w-0 flex-1 basis-40 items-center gap-2.5">
              <span className="truncate font-medium">{member.name}</span>
              <span className="truncate text-muted">@{member.handle}</span>
              <MemberOrigin id={member.id} />
            </span>
            {noteOf?.(member) && (
              <span className="ml-auto shrink-0 text-xs text-muted">{noteOf(member)}</span>
            )}
          </div>
        ))}
        {found.length === 0 && (
          <p className="px-2 py-6 text-center text-ui text-muted">
            {query ? 'Nobody is called that.' : 'Type to find somebody.'}
          </p>
        )}
      </div>
    </div>
  );
}
