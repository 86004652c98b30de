import { Clock3 } from 'lucide-react';
import { memo, useEffect, useState } from 'react';
import type { PendingRow } from '../../state/index.ts';
import { cn } from '../../ui/cn.ts';
import { errorWords, wordsFor } from '../errors/words.ts';
import { MemberAvatar } from '../people/DirectAvatar.tsx';
import { MemberName } from './MemberName.tsx';
import { MessageBody } from './MessageBody.tsx';
import { Clock } from './MessageRow.tsx';
import { NotSent } from './NotSent.tsx';
import { waitingClass } from './waiting.ts';

interface Props {
  row: PendingRow;
  /** Puts a refused message back into the composer. */
  onTakeBack: (row: PendingRow) => void;
}

/** One's own message on its way; or refused, with what can be done about it. */
export const PendingMessage = memo(function PendingMessage({ row, onTakeBack }: Props) {
  return (
    <article
      data-key={row.key}
      tabIndex={-1}
      aria-label={row.failed ? 'Message that was not sent' : 'Message on its way'}
      className={cn(
        'group/message relative grid grid-cols-[var(--avatar-size)_minmax(0,1fr)] gap-x-3 px-5 py-(--row-pad) max-md:px-4',
        row.first && 'pt-(--group-gap)',
        row.failed && 'bg-danger-soft/60',
      )}
    >
      <div className="flex justify-center">
        {row.first ? (
          <MemberAvatar
            id={row.authorId}
            size={36}
            className="mt-0.5 in-data-[density=compact]:scale-[0.78] in-data-[density=compact]:origin-top"
          />
        ) : (
          !row.failed && (
            <Clock3 aria-hidden className="mt-1.5 size-3 animate-[appear_150ms_500ms_backwards] text-faint" />
          )
        )}
      </div>
      <div className="min-w-0">
        {row.first && (
          <div className="flex items-baseline gap-2">
            <MemberName id={row.authorId} className="text-sm font-semibold text-ink" />
            <Clock at={row.at} />
          </div>
        )}
        <div className={cn(!row.failed && waitingClass, row.action && 'italic')}>
          <MessageBody body={row.body} />
        </div>
        {!row.failed && <NotSentYet />}
        {row.failed && (
          <NotSent
            clientId={row.clientId}
            because={row.error ? wordsFor(row.error) : errorWords({ code: row.failed })}
            takeBack="Change"
            onTakeBack={() => onTakeBack(row)}
          />
        )}
      </div>
    </article>
  );
});

/** After this long (ms) somebody wonders whether their message is lost. */
const wonderAfterMs = 5_000;

/** It is tried for as long as it takes, and what is written after it waits, too. */
function NotSentYet() {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), wonderAfterMs);
    return () => clearTimeout(timer);
  }, []);
  return <output className="block text-ui text-muted">{isLong && 'Not sent yet. Still trying.'}</output>;
}
