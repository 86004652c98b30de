import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Company, CompanyId, Member, MemberId } from '@atrium/shared';
import { type ConversationKey, keyOf } from '../conversation.ts';
import type { NameLookup } from '../plain-text.ts';
import type { Conversation, PresenceView, TypingView } from '../views.ts';
import { sameFields, sameList, useLive } from './live.ts';
import { useWorkspace } from './provider.tsx';

/** Null until it is known; asked of the server on first use, many at a time. */
export function useMember(id: MemberId | null): Member | null {
  const { members } = useWorkspace();
  useEffect(() => {
    if (id !== null) members.want(id);
  }, [members, id]);
  return useLive(
    useCallback(
      (listener: () => void) =>
        members.changed.on((changed) => (id === null || changed.has(id)) && listener()),
      [members, id],
    ),
    useCallback(() => (id === null ? null : members.get(id)), [members, id]),
  );
}

/** What somebody is called, whoever it is that may not be known: see {@link useMember}. */
export function useMemberName(id: MemberId | null): string {
  const { members } = useWorkspace();
  useEffect(() => {
    if (id !== null) members.want(id);
  }, [members, id]);
  return useLive(
    useCallback(
      (listener: () => void) => members.changed.on((changed) => id !== null && changed.has(id) && listener()),
      [members, id],
    ),
    useCallback(() => (id === null ? '…' : members.nameOf(id)), [members, id]),
  );
}

/** Whether there is nobody to wait for: see {@link useMember}. */
export function useIsMissing(id: MemberId): boolean {
  const { members } = useWorkspace();
  return useLive(
    useCallback(
      (listener: () => void) => members.changed.on((changed) => changed.has(id) && listener()),
      [members, id],
    ),
    useCallback(() => members.isMissing(id), [members, id]),
  );
}

/** Those of them who are known by now, in this order. */
export function useMembers(ids: readonly MemberId[]): readonly Member[] {
  const { members } = useWorkspace();
  const stable = useStableList(ids);
  useEffect(() => {
    for (const id of stable) members.want(id);
  }, [members, stable]);
  return useLive(
    useCallback((listener: () => void) => members.changed.on(listener), [members]),
    useCallback(() => stable.flatMap((id) => members.get(id) ?? []), [members, stable]),
    sameList,
  );
}

/** What ids are called as far as it is known when it is asked; for what is done, not for what is drawn. */
export function useNameLookup(): NameLookup {
  const { members, book, channelNames } = useWorkspace();
  return useMemo(
    () => ({
      member: (id) => members.get(id)?.name ?? null,
      channel: (id) => book.get(id)?.journal.channel.name || channelNames.get(id),
    }),
    [members, book, channelNames],
  );
}

function useStableList<Item>(list: readonly Item[]): readonly Item[] {
  const [stable, setStable] = useState(list);
  if (stable === list || sameList(stable, list)) return stable;
  setStable(list);
  return list;
}

export function useCompany(id: CompanyId | null): Company | null {
  const { members } = useWorkspace();
  useEffect(() => {
    if (id !== null) members.wantCompanies([id]);
  }, [members, id]);
  return useLive(
    useCallback((listener: () => void) => members.changed.on(listener), [members]),
    useCallback(() => (id === null ? null : members.company(id)), [members, id]),
  );
}

const searchAfterMs = 150;

/** People who are known here at once; the server's a moment later. */
export function usePeopleSearch(query: string, { limit = 20 }: { limit?: number } = {}): readonly Member[] {
  const { members, env } = useWorkspace();
  useEffect(() => {
    const cancel = env.timers.after(searchAfterMs, () => {
      env.connection.command('people.list', { query: query.trim(), limit: Math.min(limit, 50) }).then(
        (page) => members.put(page.members),
        // Those who are known stay to choose from.
        () => {},
      );
    });
    return cancel;
  }, [env, members, query, limit]);
  return useLive(
    useCallback((listener: () => void) => members.changed.on(listener), [members]),
    useCallback(() => members.find(query, limit), [members, query, limit]),
    sameList,
  );
}

export function usePresence(id: MemberId | null): PresenceView {
  const { presence } = useWorkspace();
  useEffect(() => {
    if (id !== null) presence.want(id);
  }, [presence, id]);
  return useLive(
    useCallback(
      (listener: () => void) =>
        presence.changed.on((changed) => id !== null && changed.has(id) && listener()),
      [presence, id],
    ),
    useCallback(() => presence.get(id ?? ('' as MemberId)), [presence, id]),
    sameFields,
  );
}

export function useTyping({ channelId, rootSeq }: Conversation): TypingView {
  const { typing } = useWorkspace();
  const memberIds = useLive(
    useCallback(
      (listener: () => void) =>
        typing.changed.on((key: ConversationKey) => key === keyOf({ channelId, rootSeq }) && listener()),
      [typing, channelId, rootSeq],
    ),
    useCallback(() => typing.who({ channelId, rootSeq }), [typing, channelId, rootSeq]),
  );
  return useMemo(() => ({ memberIds }), [memberIds]);
}
