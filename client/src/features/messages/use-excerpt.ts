import type { Message } from '@atrium/shared';
import { useMemo } from 'react';
import { plainText } from '../../markdown/index.ts';
import { useNames } from '../people/use-names.ts';

/** A message in one line, with names in place of ids; empty for none. */
export function useExcerpt(message: Message | null): string {
  const names = useNames(message?.mentions.members ?? []);
  const body = message?.body ?? '';
  const deleted = message !== null && message.deletedAt !== null;
  return useMemo(
    () => (deleted ? 'Deleted message' : plainText(body, names).replace(/\s+/g, ' ').slice(0, 240)),
    [deleted, body, names],
  );
}
