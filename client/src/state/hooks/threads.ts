import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { ChannelId, Seq, ThreadSummary } from '@atrium/shared';
import { keyOf } from '../conversation.ts';
import { Pager } from '../pager.ts';
import { absorbThreads, positionsOf, sameItem, toThreadItem, toThreadView } from '../thread-items.ts';
import type { Loadable, Paged, ThreadItem, ThreadView } from '../views.ts';
import type { Workspace } from '../workspace.ts';
import { onAny, sameFields, sameList, useLive, useStored } from './live.ts';
import { useWorkspace } from './provider.tsx';
import { useTimelineModel } from './timeline.ts';

export function useThread(channelId: ChannelId, rootSeq: Seq): Loadable<ThreadView> {
  const workspace = useWorkspace();
  const { book, reads } = workspace;
  const model = useTimelineModel(workspace, channelId, rootSeq);
  const status = useStored(model.store, (view) => view.status);
  const error = useStored(model.store, (view) => view.error);
  useEffect(() => void model.open('unread'), [model]);
  const subscribe = useCallback(
    (listener: () => void) =>
      onAny(
        (run) => book.changed.on(({ record }) => record.id === channelId && run()),
        (run) =>
          reads.changed.on(
            (changed) => changed.channelId === channelId && changed.rootSeq === rootSeq && run(),
          ),
      )(listener),
    [book, reads, channelId, rootSeq],
  );
  const read = useCallback(() => {
    const journal = book.get(channelId)?.journal;
    const [thread, root] = [journal?.threads.get(rootSeq), journal?.messages.get(rootSeq)];
    return thread && root ? toThreadView(workspace, channelId, thread, root) : null;
  }, [workspace, book, channelId, rootSeq]);
  const value = useLive(subscribe, read, sameFields);
  if (value) return { status: 'ready', value, error: null };
  if (status === 'error' && error) return { status, value: null, error };
  return { status: status === 'missing' ? 'missing' : 'loading', value: null, error: null };
}

type Fetch = (
  workspace: Workspace,
  cursor: string | null,
) => Promise<{ threads: ThreadSummary[]; next: string | null }>;

/** `concerns`: whether a change in a conversation may put a thread on the list that is not there yet. */
function useThreadPages(fetch: Fetch, concerns: (channelId: ChannelId) => boolean): Paged<ThreadItem> {
  const workspace = useWorkspace();
  const { book, reads, env } = workspace;
  const pager = useMemo(
    () =>
      new Pager<ThreadSummary>({
        keyOf: ({ thread }) => keyOf(thread),
        timers: env.timers,
        async fetch(cursor) {
          const before = positionsOf(workspace);
          const { threads, next } = await fetch(workspace, cursor);
          absorbThreads(workspace, threads, before);
          return { items: threads, next };
        },
      }),
    [workspace, env, fetch],
  );
  useEffect(() => {
    void pager.reload();
    const off = onAny(
      (run) => reads.changed.on(({ channelId, rootSeq }) => rootSeq !== null && concerns(channelId) && run()),
      (run) =>
        book.changed.on(({ record, change }) => change.touched.size > 0 && concerns(record.id) && run()),
    )(() => pager.reloadSoon());
    return () => {
      off();
      pager.close();
    };
  }, [pager, reads, book, concerns]);
  const view = useStored(pager.store, (state) => state);
  const items = useThreadItems(workspace, view.items);
  return useMemo(
    () => ({ ...view, items, loadMore: () => pager.loadMore(), reload: () => pager.reload() }),
    [view, items, pager],
  );
}

function useThreadItems(workspace: Workspace, summaries: readonly ThreadSummary[]): readonly ThreadItem[] {
  const known = useRef(new Map<string, ThreadItem>());
  const { book, reads } = workspace;
  const subscribe = useCallback(
    (listener: () => void) =>
      onAny(
        (run) => book.changed.on(run),
        (run) => reads.changed.on(run),
      )(listener),
    [book, reads],
  );
  const read = useCallback(() => {
    const items = summaries.map((summary) => {
      const item = toThreadItem(workspace, summary);
      const before = known.current.get(item.key);
      return before && sameItem(before, item) ? before : item;
    });
    known.current = new Map(items.map((item) => [item.key, item]));
    return items;
  }, [workspace, summaries]);
  return useLive(subscribe, read, sameList);
}

const everywhere = () => true;

export function useThreadInbox(filter: 'all' | 'unread'): Paged<ThreadItem> & { unread: number } {
  const fetch: Fetch = useCallback(
    ({ env }, cursor) =>
      env.connection.command('thread.mine', { filter, ...(cursor === null ? {} : { cursor }) }),
    [filter],
  );
  const unread = useStored(useWorkspace().sidebar.view, ({ threadsUnread }) => threadsUnread);
  const paged = useThreadPages(fetch, everywhere);
  return useMemo(() => ({ ...paged, unread }), [paged, unread]);
}

export function useThreadList(
  channelId: ChannelId,
  filter: 'all' | 'followed' | 'unresolved' | 'resolved',
): Paged<ThreadItem> {
  const fetch: Fetch = useCallback(
    ({ env }, cursor) =>
      env.connection.command('thread.list', { channelId, filter, ...(cursor === null ? {} : { cursor }) }),
    [channelId, filter],
  );
  const concerns = useCallback((changed: ChannelId) => changed === channelId, [channelId]);
  return useThreadPages(fetch, concerns);
}
