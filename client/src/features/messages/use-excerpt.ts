import type { Message } from '@atrium/shared';
import { referencesIn } from '@atrium/shared/markdown';
import { useMemo } from 'react';
import { plainText } from '../../markdown/index.ts';
import { useNames } from '../people/use-names.ts';

/** A text in one line, with names in place of ids. */
export function usePlainText(source: string): string {
  const { members, channels } = useMemo(() => referencesIn(source), [source]);
  const names = useNames(members, channels);
  return useMemo(() => plainText(source, names).replace(/\s+/g, ' ').slice(0, 240), [source, names]);
}

/** A message in one line; empty for none. */
export function useExcerpt(message: Message | null): string {
  const text = usePlainText(message?.body ?? '');
  return message !== null && message.deletedAt !== null ? 'Deleted message' : text;
}
