import { useLocation, useNavigate } from '@tanstack/react-router';
import { useActions, usePreferences, useSidebar } from '../../state/index.ts';
import { attempt } from '../errors/use-attempt.ts';
import { useShortcuts } from '../shortcuts/use-shortcuts.ts';
import { itemsInOrder } from '../sidebar/order.ts';
import { showOverlay } from './overlays.ts';

/** Shortcuts that work on every screen. */
export function FrameShortcuts() {
  const navigate = useNavigate();
  const sidebar = useSidebar();
  const actions = useActions();
  const { pathname } = useLocation();
  const { theme } = usePreferences();
  const current = pathname.split('/')[2];

  const go = (items: readonly { channelId: string }[], step: 1 | -1) => {
    if (items.length === 0) return;
    const at = items.findIndex(({ channelId }) => channelId === current);
    const next =
      items[at < 0 ? (step === 1 ? 0 : items.length - 1) : (at + step + items.length) % items.length];
    if (next) void navigate({ to: '/c/$channelId', params: { channelId: next.channelId } });
  };
  const unread = () => itemsInOrder(sidebar).filter((item) => item.unread > 0 || item.channelId === current);

  useShortcuts({
    palette: () => showOverlay({ kind: 'palette' }),
    sheet: () => showOverlay({ kind: 'shortcuts' }),
    nextUnread: () => go(unread(), 1),
    previousUnread: () => go(unread(), -1),
    nextChannel: () => go(itemsInOrder(sidebar), 1),
    previousChannel: () => go(itemsInOrder(sidebar), -1),
    threads: () => void navigate({ to: '/threads' }),
    activity: () => void navigate({ to: '/activity' }),
    drafts: () => void navigate({ to: '/drafts' }),
    settings: () => void navigate({ to: '/settings' }),
    toggleTheme: () => {
      const dark = document.documentElement.dataset['theme'] === 'dark';
      const next = theme === 'system' || !dark ? (dark ? 'light' : 'dark') : 'light';
      void attempt(() => actions.own.setPreferences({ theme: next }));
    },
    markAllRead: () => void attempt(() => actions.reads.markAllRead(), 'Everything is marked as read.'),
  });
  return null;
}
