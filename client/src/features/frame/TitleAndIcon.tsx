import type { ChannelId } from '@atrium/shared';
import { useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useSession, useSidebarItem, useUnreadTotals } from '../../state/index.ts';
import { tabIcon } from './tab-icon.ts';

const names: Record<string, string> = {
  threads: 'Threads',
  activity: 'Activity',
  drafts: 'Drafts',
  saved: 'Saved',
  people: 'People',
  browse: 'Channels',
  settings: 'Settings',
};

/** Says in the tab what is open and how much waits. */
export function TitleAndIcon() {
  const { pathname } = useLocation();
  const session = useSession();
  const { badge, channels } = useUnreadTotals();
  const [, first = '', id = ''] = pathname.split('/');
  const item = useSidebarItem(id as ChannelId);
  const workspace = session.state === 'signed_in' ? session.workspaceName : 'Atrium';
  const place =
    first === 'c' ? (item ? `${item.kind === 'direct' ? '' : '#'}${item.title}` : '') : (names[first] ?? '');
  useEffect(() => {
    const count = badge > 0 ? `(${badge}) ` : channels > 0 ? '• ' : '';
    document.title = `${count}${place ? `${place} · ` : ''}${workspace}`;
  }, [badge, channels, place, workspace]);
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    icon?.setAttribute('href', tabIcon({ badge, channels }));
    // Whoever has signed out is told of nothing.
    return () => icon?.setAttribute('href', '/icon.svg');
  }, [badge, channels]);
  return null;
}
