import type { ChannelId } from '@atrium/shared';
import {
  ArrowDown,
  ArrowUp,
  Bell,
  CheckCheck,
  FolderInput,
  FolderPlus,
  Link2,
  LogOut,
  Settings2,
} from 'lucide-react';
import {
  useActions,
  useChannelPreference,
  usePermissions,
  usePreferences,
  useSidebarItem,
} from '../../state/index.ts';
import { type MenuItem, menuOf } from '../../ui/menu-items.ts';
import { attempt } from '../errors/use-attempt.ts';
import { showOverlay } from '../frame/overlays.ts';
import { copyText } from '../messages/copy.ts';
import { useArrangement } from './use-arrangement.ts';

const levels = [
  { value: 'all', label: 'Every message' },
  { value: 'mentions', label: 'Mentions and replies' },
  { value: 'nothing', label: 'Nothing' },
] as const;

/** What one can do with a channel from where its name stands. */
export function useChannelMenu(channelId: ChannelId): () => MenuItem[] {
  const { reads, own, channels } = useActions();
  const item = useSidebarItem(channelId);
  const permissions = usePermissions(channelId);
  const { sections, level } = usePreferences();
  const usual = levels.find(({ value }) => value === level)?.label ?? '';
  const preference = useChannelPreference(channelId);
  const arrangement = useArrangement();
  const step = (by: -1 | 1) => arrangement.step(channelId, by) ?? undefined;
  return () =>
    menuOf(
      {
        label: 'Mark as read',
        icon: <CheckCheck />,
        onSelect: () => void attempt(() => reads.markRead({ channelId, rootSeq: null })),
      },
      {
        label: 'Copy link',
        icon: <Link2 />,
        onSelect: () => copyText(`${window.location.origin}/c/${channelId}`, 'Link copied'),
      },
      {
        kind: 'submenu',
        label: 'Notifications',
        icon: <Bell />,
        items: [
          {
            kind: 'choice',
            label: 'Tell me of',
            value: preference.level ?? 'default',
            options: [{ value: 'default', label: 'As for the workspace', hint: usual }, ...levels],
            onChange: (value) =>
              void attempt(() =>
                own.setChannelPreference(channelId, {
                  level: value === 'default' ? null : (value as 'all' | 'mentions' | 'nothing'),
                }),
              ),
          },
        ],
      },
      {
        kind: 'submenu',
        label: 'Move',
        icon: <FolderInput />,
        items: menuOf(
          item?.kind !== 'direct' && {
            label: 'Up',
            icon: <ArrowUp />,
            disabled: !step(-1),
            onSelect: () => step(-1)?.(),
          },
          item?.kind !== 'direct' && {
            label: 'Down',
            icon: <ArrowDown />,
            disabled: !step(1),
            onSelect: () => step(1)?.(),
          },
          { kind: 'separator' },
          ...sections.map((name) => ({
            label: `To ${name}`,
            disabled: preference.section === name,
            onSelect: () => arrangement.place(channelId, name),
          })),
          preference.section !== null && {
            label: 'Out of its section',
            onSelect: () => arrangement.place(channelId, null),
          },
          sections.length > 0 && { kind: 'separator' },
          {
            label: 'To a new section…',
            icon: <FolderPlus />,
            onSelect: () => showOverlay({ kind: 'new-section', channelId }),
          },
        ),
      },
      item?.kind !== 'direct' && { kind: 'separator' },
      item?.kind !== 'direct' && {
        label: 'Channel settings',
        icon: <Settings2 />,
        onSelect: () => showOverlay({ kind: 'channel-settings', channelId }),
      },
      permissions.leave.ok && {
        label: 'Leave the channel',
        icon: <LogOut />,
        danger: true,
        onSelect: () =>
          void attempt(() => channels.leave(channelId), `You have left ${item?.title ?? 'the channel'}.`),
      },
    );
}
