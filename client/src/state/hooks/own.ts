import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Activity, ChannelId, Preferences, Saved, Scheduled, Seq } from '@atrium/shared';
import { activityKey } from '../activity.ts';
import { Pager } from '../pager.ts';
import { matchRank } from '../search.ts';
import { titleOf } from '../titles.ts';
import type { ActivityItem, Conversation, DraftView, Paged } from '../views.ts';
import { onAny, sameFields, sameList, useLive, useStored } from './live.ts';
import { useWorkspace } from './provider.tsx';

export function useDraft({ channelId, rootSeq }: Conversation): DraftView {
  const { drafts } = useWorkspace();
  const conversation = useMemo(() => ({ channelId, rootSeq }), [channelId, rootSeq]);
  const revision = useLive(
    useCallback((listener: () => void) => drafts.changed.on(listener), [drafts]),
    useCallback(() => drafts.revision(conversation), [drafts, conversation]),
  );
  // Typing does not render: the composer holds what it shows. `body` is for its beginning, and for another device's text.
  return useMemo(
    () => ({
      get body() {
        return drafts.get(conversation)?.body ?? '';
      },
      revision,
      set: (body: string) => drafts.set(conversation, body),
      clear: () => drafts.set(conversation, ''),
    }),
    [drafts, conversation, revision],
  );
}

/** Conversations with something begun in them. */
export function useDraftList(): readonly (Conversation & { body: string; updatedAt: number })[] {
  const { drafts } = useWorkspace();
  return useLive(
    useCallback((listener: () => void) => drafts.changed.on(listener), [drafts]),
    useCallback(() => drafts.all(), [drafts]),
    sameList,
  );
}

export function usePreferences(): Preferences {
  const { preferences } = useWorkspace();
  return useLive(
    useCallback((listener: () => void) => preferences.changed.on(listener), [preferences]),
    useCallback(() => preferences.all, [preferences]),
  );
}

export function useChannelPreference(channelId: ChannelId): {
  level: 'all' | 'mentions' | 'nothing' | null;
  section: string | null;
  order: number;
} {
  const { preferences } = useWorkspace();
  return useLive(
    useCallback((listener: () => void) => preferences.changed.on(listener), [preferences]),
    useCallback(() => preferences.channel(channelId), [preferences, channelId]),
    sameFields,
  );
}

export function useScheduled(): readonly Scheduled[] {
  return useStored(useWorkspace().scheduled, (scheduled) => scheduled);
}

export function useSaved(): Paged<Saved> {
  const { env, book } = useWorkspace();
  const pager = useMemo(
    () =>
      new Pager<Saved>({
        keyOf: activityKey,
        timers: env.timers,
        async fetch(cursor) {
          const { saved, next } = await env.connection.command(
            'saved.list',
            cursor === null ? {} : { cursor },
          );
          return { items: saved, next };
        },
      }),
    [env],
  );
  useEffect(() => {
    void pager.reload();
    const isListed = (channelId: ChannelId, touched: ReadonlySet<Seq>) =>
      pager.store.getState().items.some((item) => item.channelId === channelId && touched.has(item.seq));
    const off = onAny(
      (run) => env.connection.on('me', ({ saved }) => saved && run()),
      // An edit, or a deletion.
      (run) => book.changed.on(({ record, change }) => isListed(record.id, change.touched) && run()),
    )(() => pager.reloadSoon());
    return () => {
      off();
      pager.close();
    };
  }, [env, book, pager]);
  const view = useStored(pager.store, (state) => state);
  return useMemo(
    () => ({ ...view, loadMore: () => pager.loadMore(), reload: () => pager.reload() }),
    [view, pager],
  );
}

export function useActivity(filter: 'all' | 'unread' | 'mentions'): Paged<ActivityItem> & { unread: number } {
  const workspace = useWorkspace();
  const { env, activity, book, members, self } = workspace;
  const pager = useMemo(
    () =>
      new Pager<Activity>({
        keyOf: activityKey,
        timers: env.timers,
        async fetch(cursor) {
          const page = await env.connection.command('activity.list', {
            filter,
            ...(cursor === null ? {} : { cursor }),
          });
          activity.add(page.activity.filter(({ read }) => !read));
          return { items: page.activity, next: page.next };
        },
      }),
    [env, activity, filter],
  );
  useEffect(() => {
    void pager.reload();
    const off = activity.changed.on(() => pager.reloadSoon());
    return () => {
      off();
      pager.close();
    };
  }, [activity, pager]);
  const view = useStored(pager.store, (state) => state);
  const unread = useLive(
    useCallback((listener: () => void) => activity.changed.on(listener), [activity]),
    useCallback(() => activity.unread, [activity]),
  );
  const items = useMemo(
    () =>
      view.items.map((item): ActivityItem => {
        const channel = book.get(item.channelId)?.journal.channel;
        return {
          ...item,
          key: activityKey(item),
          channelTitle: channel ? titleOf(channel, self, members) : '',
        };
      }),
    [view.items, book, members, self],
  );
  return useMemo(
    () => ({ ...view, items, unread, loadMore: () => pager.loadMore(), reload: () => pager.reload() }),
    [view, items, unread, pager],
  );
}

export interface FoundChannel {
  channelId: ChannelId;
  title: string;
  kind: 'public' | 'private' | 'direct';
  joined: boolean;
  archived: boolean;
  unread: number;
}

const searchAfterMs = 150;

/** Own channels first, archived ones when they are asked for, then public ones that one is not in. */
export function useChannelSearch(
  query: string,
  { limit = 20 }: { limit?: number } = {},
): readonly FoundChannel[] {
  const { sidebar, env, book } = useWorkspace();
  const [others, setOthers] = useState<readonly FoundChannel[]>([]);
  useEffect(() => {
    let current = true;
    const cancel = env.timers.after(searchAfterMs, () => {
      env.connection.command('channel.browse', { query: query.trim(), limit: Math.min(limit, 50) }).then(
        ({ channels }) => {
          const found = channels
            .filter(({ joined }) => !joined)
            .map(({ channel }) => ({
              channelId: channel.id,
              title: channel.name,
              kind: channel.kind,
              joined: false,
              archived: false,
              unread: 0,
            }));
          if (current) setOthers(found);
        },
        // Guests may not browse; and without a connection one's own channels are all there is.
        () => current && setOthers([]),
      );
    });
    return () => {
      current = false;
      cancel();
    };
  }, [env, query, limit]);
  const own = useLive(
    useCallback(
      (listener: () => void) =>
        onAny(
          (run) => sidebar.view.subscribe(run),
          (run) => book.listed.on(run),
        )(listener),
      [sidebar, book],
    ),
    useCallback(() => {
      const { channels, shared, directs, sections, archived } = sidebar.view.getState();
      const standing = [...channels, ...shared, ...directs, ...sections.flatMap(({ items }) => items)];
      return query === '' ? standing : [...standing, ...archived];
    }, [sidebar, query]),
    sameList,
  );
  return useMemo(() => {
    const ranked = own
      .map((item) => ({ item, rank: matchRank(query, item.title) }))
      .filter(({ rank }) => rank > 0)
      .sort(
        (a, b) =>
          b.rank - a.rank ||
          Number(a.item.archived) - Number(b.item.archived) ||
          b.item.unread - a.item.unread ||
          (b.item.lastMessageAt ?? 0) - (a.item.lastMessageAt ?? 0),
      )
      .map(({ item: { channelId, title, kind, unread, archived } }): FoundChannel => ({
        channelId,
        title,
        kind,
        unread,
        archived,
        joined: true,
      }));
    const known = new Set(ranked.map(({ channelId }) => channelId));
    const matching = others.filter(
      ({ channelId, title }) => !known.has(channelId) && matchRank(query, title) > 0,
    );
    return [...ranked, ...matching].slice(0, limit);
  }, [own, others, query, limit]);
}
