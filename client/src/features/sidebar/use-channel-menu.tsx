import type { ChannelId } from '@atrium/shared';
import { Bell, CheckCheck, FolderInput, FolderPlus, Link2, LogOut, Settings2 } from 'lucide-react';
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

const levels = [
  { value: 'default', label: 'As for the workspace' },
  { value: 'all', label: 'Every message' },
  { value: 'mentions', label: 'Mentions and replies' },
  { value: 'nothing', label: 'Nothing' },
] as const;

/** What one can do with a channel from where its name stands. */
export function useChannelMenu(channelId: ChannelId): () => MenuItem[] {
  const { reads, own, channels } = useActions();
  const item = useSidebarItem(channelId);
  const permissions = usePermissions(channelId);
  const { sections } = usePreferences();
  const preference = useChannelPreference(channelId);
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
            options: levels,
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
        label: 'Move to section',
        icon: <FolderInput />,
        items: menuOf(
          ...sections.map((name) => ({
            label: name,
            disabled: preference.section === name,
            onSelect: () => void attempt(() => own.setChannelPreference(channelId, { section: name })),
          })),
          preference.section !== null && {
            label: 'No section',
            onSelect: () => void attempt(() => own.setChannelPreference(channelId, { section: null })),
          },
          sections.length > 0 && { kind: 'separator' },
          {
            label: 'New section…',
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
