import { useCallback, useMemo } from 'react';
import { canTakeThread, type Channel, type ChannelId, isMuted, type Me, type Standing } from '@atrium/shared';
import { timerMsMax } from '../../net/timers.ts';
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
  const channel = value?.channel ?? nowhere;
  const standing = useStandingNow(value?.standing ?? null);
  return useMemo(() => {
    const place = {
      channel,
      standing,
      get now() {
        return workspace.serverNow();
      },
    };
    return channelPermissions(me ? toActor(me) : nobody, place);
  }, [workspace, me, channel, standing]);
}

/** A mute is over by itself when its time is: no entry says so. */
function useStandingNow(standing: Standing | null): Standing | null {
  const workspace = useWorkspace();
  const until = standing?.mutedUntil ?? null;
  const muted = useLive(
    useCallback(
      (listener: () => void) => {
        const leftMs = (until ?? 0) - workspace.serverNow();
        return leftMs < 0 ? () => {} : workspace.env.timers.after(Math.min(leftMs, timerMsMax), listener);
      },
      [workspace, until],
    ),
    useCallback(() => isMuted(standing, workspace.serverNow()), [workspace, standing]),
  );
  return useMemo(() => (standing && !muted ? { ...standing, mutedUntil: 0 } : standing), [standing, muted]);
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
