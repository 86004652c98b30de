import { useCallback, useMemo } from 'react';
import { canTakeThread, type Channel, type ChannelId, type Me } from '@atrium/shared';
import {
  channelPermissions,
  type ChannelPermissions,
  toActor,
  type WorkspacePermissions,
  workspacePermissions,
} from '../permissions.ts';
import { useChannel } from './channels.ts';
import { onAny, sameList, useLive, useStored } from './live.ts';
import { useWorkspace } from './provider.tsx';

/** Until a channel or oneself is known, nothing is allowed. */
const nowhere: Channel = {
  id: '' as ChannelId,
  kind: 'private',
  name: '',
  topic: '',
  purpose: '',
  postingPolicy: 'everyone',
  slowModeMs: 0,
  archivedAt: null,
  sharedWith: [],
  createdBy: '' as Me['id'],
  createdAt: 0,
  directMemberIds: [],
};
const nobody = { memberId: '' as Me['id'], role: 'guest', deactivated: false } as const;

export function usePermissions(channelId: ChannelId): ChannelPermissions {
  const workspace = useWorkspace();
  const me = useStored(workspace.me, (state) => state.me);
  const { value } = useChannel(channelId);
  const [channel, standing] = [value?.channel ?? nowhere, value?.standing ?? null];
  return useMemo(
    () => channelPermissions(me ? toActor(me) : nobody, { channel, standing, now: workspace.serverNow() }),
    [workspace, me, channel, standing],
  );
}

export function useWorkspacePermissions(): WorkspacePermissions {
  const me = useStored(useWorkspace().me, (state) => state.me);
  return useMemo(() => workspacePermissions(me ? toActor(me) : nobody), [me]);
}

/** The channels into which this person may move a thread of another one. */
export function useThreadTakers(except: ChannelId): readonly ChannelId[] {
  const workspace = useWorkspace();
  const { book } = workspace;
  const me = useStored(workspace.me, (state) => state.me);
  return useLive(
    useCallback(
      (listener: () => void) =>
        onAny(
          (run) => book.changed.on(run),
          (run) => book.listed.on(run),
        )(listener),
      [book],
    ),
    useCallback(() => {
      const actor = me ? toActor(me) : nobody;
      const now = workspace.serverNow();
      return [...book.all()].flatMap(({ id, journal: { channel }, standing }) =>
        id !== except && canTakeThread(actor, { channel, standing, now }).ok ? [id] : [],
      );
    }, [workspace, book, me, except]),
    sameList,
  );
}

/** When this person last posted in the channel, as far as is known here: for slow mode. */
export function useLastPostAt(channelId: ChannelId): number {
  const { book } = useWorkspace();
  return useLive(
    useCallback(
      (listener: () => void) => book.changed.on(({ record }) => record.id === channelId && listener()),
      [book, channelId],
    ),
    useCallback(() => book.get(channelId)?.lastOwnAt ?? 0, [book, channelId]),
  );
}
