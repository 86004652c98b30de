import { useCallback, useEffect, useMemo, useState } from 'react';
import {
  type AtriumError,
  type ChannelId,
  type Company,
  type CompanyId,
  type Entry,
  isHidden,
} from '@atrium/shared';
import { toAtriumError } from '../../net/errors.ts';
import { othersIn, titleOf } from '../titles.ts';
import type { AudienceView, ChannelView, Loadable, SidebarItem, SidebarView } from '../views.ts';
import type { Workspace } from '../workspace.ts';
import { onAny, sameFields, sameList, useLive, useStored } from './live.ts';
import { useWorkspace } from './provider.tsx';

export function useSidebar(): SidebarView {
  return useStored(useWorkspace().sidebar.view, (view) => view);
}

/** The side bar as it stands when it is asked for; the component does not render with it. */
export function useSidebarNow(): () => SidebarView {
  const { sidebar } = useWorkspace();
  return useCallback(() => sidebar.view.getState(), [sidebar]);
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
  const { book, members } = workspace;
  const subscribe = useCallback(
    (listener: () => void) =>
      onAny(
        (run) => book.changed.on(({ record }) => record.id === channelId && run()),
        (run) => book.listed.on((listed) => listed.channelId === channelId && run()),
        (run) => members.changed.on(run),
      )(listener),
    [book, members, channelId],
  );
  const read = useCallback(() => toChannelView(workspace, channelId), [workspace, channelId]);
  return useLive(subscribe, read, sameView);
}

function toChannelView(workspace: Workspace, channelId: ChannelId): ChannelView | null {
  const { book, members, self } = workspace;
  const record = book.get(channelId);
  if (!record) return null;
  const { channel } = record.journal;
  return {
    channel,
    standing: record.standing,
    title: titleOf(channel, self, members),
    memberIds: othersIn(channel, self),
    memberCount: record.memberCount,
  };
}

/** A message more is no reason to render: nothing here may change with each entry. */
function sameView(a: ChannelView | null, b: ChannelView | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    sameFields({ ...a, memberIds: null }, { ...b, memberIds: null }) && sameList(a.memberIds, b.memberIds)
  );
}

/**
 * Another number whenever entries of these kinds came in, for what has to be asked for again then.
 * @param kinds must be stable
 */
export function useEntriesOf(channelId: ChannelId, kinds: readonly Entry['kind'][]): number {
  const { book } = useWorkspace();
  const [count, setCount] = useState(0);
  useEffect(
    () =>
      book.changed.on(({ record, change: { fresh, reset } }) => {
        const concerns = reset || fresh.some((entry) => !isHidden(entry) && kinds.includes(entry.kind));
        if (record.id === channelId && concerns) setCount((before) => before + 1);
      }),
    [book, channelId, kinds],
  );
  return count;
}

export function useAudience(channelId: ChannelId): AudienceView {
  const { book, members } = useWorkspace();
  const ids = useLive(
    useCallback((listener: () => void) => book.changed.on(listener), [book]),
    useCallback(() => book.get(channelId)?.journal.channel.sharedWith ?? none, [book, channelId]),
    sameList,
  );
  useEffect(() => members.wantCompanies(ids), [members, ids]);
  const companies = useLive(
    useCallback((listener: () => void) => members.changed.on(listener), [members]),
    useCallback((): readonly Company[] => ids.flatMap((id) => members.company(id) ?? []), [members, ids]),
    sameList,
  );
  return { companies };
}

const none: readonly CompanyId[] = [];
