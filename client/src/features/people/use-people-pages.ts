import type { Member } from '@atrium/shared';
import { useCallback, useEffect, useState } from 'react';
import { useActions } from '../../state/index.ts';
import { attempt } from '../errors/use-attempt.ts';

/** The people that one may see, a page at a time; asked again when the query changes or on `reload`. */
export function usePeoplePages({ query, deactivated = false }: { query: string; deactivated?: boolean }) {
  const { people } = useActions();
  const [page, setPage] = useState<{ members: Member[]; next: string | null } | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(
      () =>
        void attempt(async () => {
          const found = await people.list({ query, deactivated });
          if (!gone) setPage(found);
        }),
      query ? 150 : 0,
    );
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [people, query, deactivated, round]);
  const more = () =>
    void attempt(async () => {
      if (!page?.next) return;
      const next = await people.list({ query, deactivated, cursor: page.next });
      setPage({ members: [...page.members, ...next.members], next: next.next });
    });
  return {
    members: page?.members ?? null,
    next: page?.next ?? null,
    more,
    reload: useCallback(() => setRound((count) => count + 1), []),
  };
}
