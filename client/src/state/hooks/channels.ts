import { useCallback, useEffect, useMemo, useState } from 'react';
import type { AtriumError, ChannelId, Company } from '@atrium/shared';
import { toAtriumError } from '../../net/errors.ts';
import { conversationOf } from '../conversation.ts';
import { othersIn, titleOf } from '../titles.ts';
import type { AudienceView, ChannelView, Loadable, SidebarItem, SidebarView } from '../views.ts';
import type { Workspace } from '../workspace.ts';
import { onAny, sameFields, sameList, useLive, useStored } from './live.ts';
import { useWorkspace } from './provider.tsx';

export function useSidebar(): SidebarView {
  return useStored(useWorkspace().sidebar.view, (view) => view);
}

export function useSidebarItem(channelId: ChannelId): SidebarItem | null {
  const { sidebar } = useWorkspace();
  return useStored(sidebar.view, () => sidebar.item(channelId));
}

/** What a channel is called, also when one is not in it; null while unknown, and for good when it is not one's to know. */
export function useChannelName(channelId: ChannelId): string | null {
  return useChannelNames(useMemo(() => [channelId], [channelId]))(channelId);
}

/** The same for several; the function changes when a name does. */
export function useChannelNames(ids: readonly ChannelId[]): (id: ChannelId) => string | null {
  const workspace = useWorkspace();
  const { sidebar, channelNames } = workspace;
  const names = useLive(
    useCallback(
      (listener: () => void) =>
        onAny(
          (run) => sidebar.view.subscribe(run),
          (run) => channelNames.changed.on(run),
        )(listener),
      [sidebar, channelNames],
    ),
    useCallback(
      () => ids.map((id) => sidebar.item(id)?.title ?? channelNames.get(id)),
      [sidebar, channelNames, ids],
    ),
    sameList,
  );
  useEffect(() => {
    for (const [at, name] of names.entries()) if (name === null) channelNames.want(ids[at] as ChannelId);
  }, [channelNames, ids, names]);
  return useCallback((id) => names[ids.indexOf(id)] ?? null, [ids, names]);
}

const loading = { status: 'loading', value: null, error: null } as const;
const missing = { status: 'missing', value: null, error: null } as const;

export function useChannel(channelId: ChannelId): Loadable<ChannelView> {
  const workspace = useWorkspace();
  const outcome = useEnsured(workspace, channelId);
  const value = useChannelView(workspace, channelId);
  if (value) return { status: 'ready', value, error: null };
  if (outcome.error) return { status: 'error', value: null, error: outcome.error };
  return outcome.missing ? missing : loading;
}

function useEnsured(
  workspace: Workspace,
  channelId: ChannelId,
): { missing: boolean; error: AtriumError | null } {
  const [outcome, setOutcome] = useState<{
    of: ChannelId;
    missing: boolean;
    error: AtriumError | null;
  } | null>(null);
  const present = useLive(
    useCallback((listener: () => void) => workspace.book.listed.on(listener), [workspace]),
    useCallback(() => workspace.book.get(channelId) !== undefined, [workspace, channelId]),
  );
  useEffect(() => {
    let current = true;
    if (present) return;
    workspace.pages.ensure(channelId).then(
      (record) => current && setOutcome({ of: channelId, missing: record === null, error: null }),
      (error: unknown) =>
        current && setOutcome({ of: channelId, missing: false, error: toAtriumError(error) }),
    );
    return () => {
      current = false;
    };
  }, [workspace, channelId, present]);
  return outcome?.of === channelId ? outcome : { missing: false, error: null };
}

function useChannelView(workspace: Workspace, channelId: ChannelId): ChannelView | null {
  const { book, reads, members } = workspace;
  const subscribe = useCallback(
    (listener: () => void) =>
      onAny(
        (run) => book.changed.on(({ record }) => record.id === channelId && run()),
        (run) => book.listed.on((listed) => listed.channelId === channelId && run()),
        (run) =>
          reads.changed.on((changed) => changed.channelId === channelId && changed.rootSeq === null && run()),
        (run) => members.changed.on(run),
      )(listener),
    [book, reads, members, channelId],
  );
  const read = useCallback(() => toChannelView(workspace, channelId), [workspace, channelId]);
  return useLive(subscribe, read, sameView);
}

function toChannelView(workspace: Workspace, channelId: ChannelId): ChannelView | null {
  const { book, reads, activity, members, self } = workspace;
  const record = book.get(channelId);
  if (!record) return null;
  const { channel } = record.journal;
  const conversation = conversationOf(channelId, null);
  return {
    channel,
    standing: record.standing,
    title: titleOf(channel, self, members),
    memberIds: othersIn(channel, self),
    position: record.position,
    memberCount: record.memberCount,
    unread: reads.unread(conversation),
    mentions: activity.unreadIn(record.id),
    markSeq: reads.state(conversation)?.markSeq ?? 0,
  };
}

/** The position moves with every entry: on its own it is no reason to render. */
function sameView(a: ChannelView | null, b: ChannelView | null): boolean {
  if (a === null || b === null) return a === b;
  return sameFields({ ...a, position: null, memberIds: null }, { ...b, position: null, memberIds: null });
}

export function useAudience(channelId: ChannelId): AudienceView {
  const { book, members } = useWorkspace();
  const subscribe = useCallback(
    (listener: () => void) =>
      onAny(
        (run) => book.changed.on(run),
        (run) => members.changed.on(run),
      )(listener),
    [book, members],
  );
  const read = useCallback(
    (): readonly Company[] =>
      (book.get(channelId)?.journal.channel.sharedWith ?? []).flatMap((id) => members.company(id) ?? []),
    [book, members, channelId],
  );
  return { companies: useLive(subscribe, read, sameList) };
}
