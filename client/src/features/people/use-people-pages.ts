import type { WorkspaceRole } from '@atrium/shared';
import { useCallback } from 'react';
import { useActions } from '../../state/index.ts';
import { usePages } from '../frame/use-pages.ts';

/** So long nobody types on. */
export const typedMs = 150;

/** The people that one may see, by name, a page at a time. */
export function usePeoplePages({
  query,
  role,
  deactivated = false,
}: {
  query: string;
  role?: WorkspaceRole;
  deactivated?: boolean;
}) {
  const { people } = useActions();
  const load = useCallback(
    async (cursor?: string) => {
      const { members, next } = await people.list({
        query,
        deactivated,
        ...(role && { role }),
        ...(cursor && { cursor }),
      });
      return { items: members, next };
    },
    [people, query, role, deactivated],
  );
  return usePages(load, query ? typedMs : 0);
}
