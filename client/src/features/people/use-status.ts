import type { Member, MemberStatus } from '@atrium/shared';
import { useEffect, useState } from 'react';

/** Browsers count no further; whoever looks for so long is woken and sleeps again. */
const timerMsMax = 2 ** 31 - 1;

/** What somebody says of themselves now. It goes by itself when its time is over: nobody is told of that. */
export function useStatus(member: Pick<Member, 'status'> | null): MemberStatus | null {
  const status = member?.status ?? null;
  const until = status?.until ?? null;
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (until === null || until <= now) return;
    const waitMs = Math.min(Math.max(0, until - Date.now()), timerMsMax);
    const timer = setTimeout(() => setNow(Date.now()), waitMs);
    return () => clearTimeout(timer);
  }, [until, now]);
  return until !== null && until <= now ? null : status;
}
