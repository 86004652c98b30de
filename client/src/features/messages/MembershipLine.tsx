import type { ChannelId, Seq } from '@atrium/shared';
import { ChevronDown } from 'lucide-react';
import { Fragment, type ReactNode, useEffect, useRef } from 'react';
import type { MembershipRow } from '../../state/index.ts';
import { cn } from '../../ui/cn.ts';
import { formatClock, formatFull } from '../time/format.ts';
import { Name } from './MemberName.tsx';
import { type MembershipPart, membershipParts } from './membership-words.ts';
import { SystemLine } from './SystemLine.tsx';

interface Props {
  row: MembershipRow;
  channelId: ChannelId;
  open: boolean;
  highlightSeq: Seq | null;
  onToggle: (row: MembershipRow, open: boolean) => void;
}

/** Comings and goings in one quiet line; opened, each of them by itself. */
export function MembershipLine({ row, channelId, open, highlightSeq, onToggle }: Props) {
  const { entries } = row;
  const list = useRef<HTMLDivElement>(null);
  const index = open ? entries.findIndex(({ seq }) => seq === highlightSeq) : -1;
  useEffect(() => {
    if (index >= 0) list.current?.children[index]?.scrollIntoView({ block: 'nearest' });
  }, [index]);
  const at = entries.at(-1)?.at ?? 0;
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => onToggle(row, !open)}
        className="group/line flex w-full items-baseline gap-1.5 px-5 py-1 pl-[calc(var(--avatar-size)+2rem)] text-left text-xs text-muted outline-offset-[-2px] hover:text-ink max-md:px-4 max-md:pl-[calc(var(--avatar-size)+1.75rem)] coarse:py-2.5"
      >
        <span className="min-w-0 break-words">
          {membershipParts(entries).map((part, position) => (
            <Fragment key={part.verb}>
              {position > 0 && ' · '}
              <Part part={part} />
            </Fragment>
          ))}{' '}
          <time
            dateTime={new Date(at).toISOString()}
            title={formatFull(at)}
            className="text-2xs whitespace-nowrap text-faint"
          >
            {formatClock(at)}
          </time>
        </span>
        <ChevronDown
          aria-hidden
          className={cn(
            'size-3 shrink-0 self-center transition-transform duration-100',
            !open && '-rotate-90',
          )}
        />
      </button>
      {open && (
        <div ref={list} className="opacity-90">
          {entries.map((entry) => (
            <div key={entry.seq} className={cn(entry.seq === highlightSeq && 'flash')}>
              <SystemLine entry={entry} channelId={channelId} inThread={false} />
            </div>
          ))}
        </div>
      )}
    </>
  );
}

function Part({ part: { by, named, others, verb } }: { part: MembershipPart }): ReactNode {
  const last = named.length - 1;
  const people = (
    <>
      {named.map((id, index) => (
        <Fragment key={id}>
          {index > 0 && (index === last && others === 0 ? ' and ' : ', ')}
          <Name id={id} />
        </Fragment>
      ))}
      {others > 0 && ` and ${others} others`}
    </>
  );
  if (by === null)
    return (
      <>
        {people} {verb}
      </>
    );
  return (
    <>
      <Name id={by} /> {verb} {people}
    </>
  );
}
