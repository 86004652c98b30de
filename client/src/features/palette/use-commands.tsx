import { useNavigate } from '@tanstack/react-router';
import {
  AtSign,
  Bookmark,
  CheckCheck,
  Contact,
  Contrast,
  FolderPlus,
  Hash,
  Keyboard,
  LogOut,
  MessageCircle,
  MessagesSquare,
  PenLine,
  Plus,
  Rows3,
  Settings,
  SmilePlus,
  UserPlus,
} from 'lucide-react';
import { useActions, usePreferences, useWorkspacePermissions } from '../../state/index.ts';
import { useSignOut } from '../accounts/use-sign-out.ts';
import { attempt } from '../errors/use-attempt.ts';
import { showOverlay } from '../frame/overlays.ts';
import { keysOf } from '../shortcuts/registry.ts';
import type { PaletteItem } from './palette-items.ts';

/** What one can do from anywhere, by name. */
export function useCommands(): PaletteItem[] {
  const navigate = useNavigate();
  const { own, reads } = useActions();
  const signOut = useSignOut();
  const { theme, density } = usePreferences();
  const permissions = useWorkspacePermissions();
  const dark =
    theme === 'dark' || (theme === 'system' && document.documentElement.dataset['theme'] === 'dark');
  const items: (PaletteItem | false)[] = [
    {
      id: 'threads',
      label: 'Threads',
      icon: <MessagesSquare />,
      shortcut: keysOf('threads'),
      run: () => void navigate({ to: '/threads' }),
    },
    {
      id: 'activity',
      label: 'Activity',
      icon: <AtSign />,
      shortcut: keysOf('activity'),
      run: () => void navigate({ to: '/activity' }),
    },
    {
      id: 'drafts',
      label: 'Drafts and scheduled',
      icon: <PenLine />,
      run: () => void navigate({ to: '/drafts' }),
    },
    {
      id: 'saved',
      label: 'Saved for later',
      icon: <Bookmark />,
      run: () => void navigate({ to: '/saved' }),
    },
    permissions.createDirect.ok && {
      id: 'direct',
      label: 'New direct message',
      icon: <MessageCircle />,
      run: () => showOverlay({ kind: 'new-direct' }),
    },
    permissions.createChannel.ok && {
      id: 'create',
      label: 'Create a channel',
      icon: <Plus />,
      run: () => showOverlay({ kind: 'create-channel' }),
    },
    {
      id: 'read',
      label: 'Mark everything as read',
      icon: <CheckCheck />,
      shortcut: keysOf('markAllRead'),
      run: () => void attempt(() => reads.markAllRead(), 'Everything is marked as read.'),
    },
    { id: 'status', label: 'Set a status', icon: <SmilePlus />, run: () => showOverlay({ kind: 'status' }) },
    {
      id: 'theme',
      label: dark ? 'Light theme' : 'Dark theme',
      icon: <Contrast />,
      shortcut: keysOf('toggleTheme'),
      run: () => void attempt(() => own.setPreferences({ theme: dark ? 'light' : 'dark' })),
    },
    {
      id: 'density',
      label: density === 'compact' ? 'Comfortable density' : 'Compact density',
      icon: <Rows3 />,
      run: () =>
        void attempt(() =>
          own.setPreferences({ density: density === 'compact' ? 'comfortable' : 'compact' }),
        ),
    },
    {
      id: 'section',
      label: 'New section of the side bar',
      icon: <FolderPlus />,
      run: () => showOverlay({ kind: 'new-section', channelId: null }),
    },
    permissions.can('channel.browse').ok && {
      id: 'browse',
      label: 'All channels',
      icon: <Hash />,
      run: () => void navigate({ to: '/browse' }),
    },
    permissions.can('people.browse').ok && {
      id: 'people',
      label: 'People',
      icon: <Contact />,
      run: () => void navigate({ to: '/people' }),
    },
    permissions.can('member.invite').ok && {
      id: 'invite',
      label: 'Invite people',
      icon: <UserPlus />,
      run: () => showOverlay({ kind: 'invite' }),
    },
    {
      id: 'settings',
      label: 'Settings',
      icon: <Settings />,
      shortcut: keysOf('settings'),
      run: () => void navigate({ to: '/settings' }),
    },
    {
      id: 'notifications',
      label: 'Notification settings',
      icon: <Settings />,
      run: () => void navigate({ to: '/settings/$page', params: { page: 'notifications' } }),
    },
    {
      id: 'shortcuts',
      label: 'Keyboard shortcuts',
      icon: <Keyboard />,
      shortcut: '?',
      run: () => showOverlay({ kind: 'shortcuts' }),
    },
    { id: 'signout', label: 'Sign out', icon: <LogOut />, run: signOut },
  ];
  return items.filter((item): item is PaletteItem => item !== false);
}
