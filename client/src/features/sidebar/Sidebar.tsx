import { useLocation } from '@tanstack/react-router';
import { AtSign, Bookmark, MessagesSquare, PenLine, Plus, Search } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import {
  useDraftList,
  useRefused,
  useScheduled,
  useSession,
  useSidebar,
  useWorkspacePermissions,
} from '../../state/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import { showOverlay } from '../frame/overlays.ts';
import { keysOf, matches } from '../shortcuts/registry.ts';
import { Group } from './Group.tsx';
import { NavLink } from './NavLink.tsx';
import { groupsOf } from './order.ts';
import { useArrangement } from './use-arrangement.ts';
import { WorkspaceHeader } from './WorkspaceHeader.tsx';

export function Sidebar({ children }: { children?: ReactNode }) {
  const view = useSidebar();
  const permissions = useWorkspacePermissions();
  const scheduled = useScheduled();
  const drafts = useDraftList().length + scheduled.length;
  const refused = useRefused().length + scheduled.filter(({ failed }) => failed !== null).length;
  const session = useSession();
  const isGuest = session.state === 'signed_in' && session.me.companyId !== null;
  const sticky = useSticky(view.unread);
  const arrangement = useArrangement();
  const moveRow = (event: KeyboardEvent) => {
    const by = matches('moveUp', event) ? -1 : matches('moveDown', event) ? 1 : 0;
    const row = event.target instanceof Element ? event.target.closest('[data-row]') : null;
    const key = row?.getAttribute('data-row');
    if (by === 0 || !key) return;
    event.preventDefault();
    arrangement.moveRow(key, by);
  };
  return (
    // The rows' keys come by here; each row is a link or a button by itself.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <nav
      aria-label="Workspace"
      className="flex min-h-0 flex-1 flex-col [--avatar-ring:var(--c-sunken)]"
      onKeyDown={moveRow}
    >
      {children}
      <WorkspaceHeader />
      <div className="px-3 pb-2">
        <button
          type="button"
          onClick={() => showOverlay({ kind: 'palette' })}
          className="flex h-8 w-full items-center gap-2 rounded-lg bg-canvas px-2.5 text-ui text-muted shadow-[inset_0_0_0_1px_var(--c-line)] hover:text-ink coarse:h-11"
        >
          <Search className="size-4" />
          <span className="flex-1 text-left">Go to…</span>
          <span className="coarse:hidden">
            <Kbd keys={keysOf('palette')} />
          </span>
        </button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        <NavLink
          to="/threads"
          icon={<MessagesSquare />}
          label="Threads"
          count={{
            value: view.threadsUnread,
            one: 'thread with something new',
            many: 'threads with something new',
          }}
        />
        <NavLink
          to="/activity"
          icon={<AtSign />}
          label="Activity"
          count={{ value: view.activityUnread, tone: 'strong', one: 'unread' }}
        />
        <NavLink
          to="/drafts"
          icon={<PenLine />}
          label="Drafts"
          count={
            refused > 0
              ? { value: refused, tone: 'danger', one: 'message not sent', many: 'messages not sent' }
              : { value: drafts, one: 'draft', many: 'drafts' }
          }
        />
        <NavLink to="/saved" icon={<Bookmark />} label="Saved" />
        {groupsOf(view, sticky, isGuest).map((group) => (
          <Group
            key={group.key}
            group={group}
            arrangement={arrangement}
            place={{ index: arrangement.indexOf(group.title), count: view.sections.length }}
            footer={
              group.kind === 'channels' &&
              permissions.can('channel.browse').ok && (
                <NavLink to="/browse" icon={<Search />} label="All channels" />
              )
            }
            action={
              (group.kind === 'channels' && permissions.createChannel.ok && (
                <IconButton
                  size="small"
                  label="Create a channel"
                  onClick={() => showOverlay({ kind: 'create-channel' })}
                >
                  <Plus />
                </IconButton>
              )) ||
              (group.kind === 'directs' && permissions.createDirect.ok && (
                <IconButton
                  size="small"
                  label="New direct message"
                  onClick={() => showOverlay({ kind: 'new-direct' })}
                >
                  <Plus />
                </IconButton>
              ))
            }
          />
        ))}
      </div>
    </nav>
  );
}

/** The open channel, when it was unread at the moment of opening. */
function useSticky(unread: readonly { channelId: string }[]): string | null {
  const { pathname } = useLocation();
  const open = pathname.startsWith('/c/') ? (pathname.split('/')[2] ?? null) : null;
  const isUnread = unread.some(({ channelId }) => channelId === open);
  const [kept, setKept] = useState({ open, sticky: isUnread ? open : null });
  if (kept.open !== open || (kept.sticky === null && isUnread))
    setKept({ open, sticky: isUnread ? open : null });
  return kept.sticky;
}
