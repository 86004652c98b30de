import { useNavigate } from '@tanstack/react-router';
import { BellOff, ChevronDown, Contact, Keyboard, LogOut, Settings, SmilePlus, UserPlus } from 'lucide-react';
import {
  useActions,
  useConnection,
  usePresence,
  useSession,
  useWorkspacePermissions,
} from '../../state/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { menuOf } from '../../ui/menu-items.ts';
import { useSignOut } from '../accounts/use-sign-out.ts';
import { attempt } from '../errors/use-attempt.ts';
import { showOverlay } from '../frame/overlays.ts';
import { useStatus } from '../people/use-status.ts';
import { keysOf } from '../shortcuts/registry.ts';
import { durations, endOf } from '../time/ahead.ts';
import { useNow } from '../time/use-now.ts';
import { formatMoment } from '../time/format.ts';

/** Whose workspace this is and who one is in it; behind it, what concerns oneself. */
export function WorkspaceHeader() {
  const session = useSession();
  const navigate = useNavigate();
  const { people } = useActions();
  const signOut = useSignOut();
  const permissions = useWorkspacePermissions();
  const { state, catchingUp } = useConnection();
  const me = session.state === 'signed_in' ? session.me : null;
  const presence = usePresence(me?.id ?? null);
  const status = useStatus(me);
  const now = useNow(30_000);
  if (!me || session.state !== 'signed_in') return null;
  const quiet = me.dndUntil !== null && me.dndUntil > now;
  const items = () =>
    menuOf(
      {
        label: status ? 'Change your status' : 'Set a status',
        icon: <SmilePlus />,
        onSelect: () => showOverlay({ kind: 'status' }),
      },
      quiet
        ? {
            label: 'End do not disturb',
            hint: me.dndUntil ? `Until ${formatMoment(me.dndUntil)}` : '',
            icon: <BellOff />,
            onSelect: () => void attempt(() => people.setDnd(null)),
          }
        : {
            kind: 'submenu',
            label: 'Do not disturb',
            icon: <BellOff />,
            items: durations
              .filter(({ value }) => value !== '')
              .map(({ value, label }) => ({
                label,
                onSelect: () => void attempt(() => people.setDnd(endOf(value, Date.now()))),
              })),
          },
      { kind: 'separator' },
      permissions.can('people.browse').ok && {
        label: 'People',
        icon: <Contact />,
        onSelect: () => void navigate({ to: '/people' }),
      },
      permissions.can('member.invite').ok && {
        label: 'Invite people',
        icon: <UserPlus />,
        onSelect: () => showOverlay({ kind: 'invite' }),
      },
      {
        label: 'Settings',
        icon: <Settings />,
        shortcut: keysOf('settings'),
        onSelect: () => void navigate({ to: '/settings' }),
      },
      {
        label: 'Keyboard shortcuts',
        icon: <Keyboard />,
        shortcut: '?',
        onSelect: () => showOverlay({ kind: 'shortcuts' }),
      },
      { kind: 'separator' },
      { label: 'Sign out', icon: <LogOut />, onSelect: signOut },
    );
  const trouble =
    state === 'live'
      ? catchingUp
        ? 'Catching up…'
        : null
      : state === 'connecting'
        ? 'Connecting…'
        : state === 'offline'
          ? 'Offline'
          : null;
  return (
    <header className="p-2">
      <Menu
        items={items}
        trigger={
          <button
            type="button"
            className="flex w-full items-center gap-2.5 rounded-lg p-2 text-left hover:bg-hover data-popup-open:bg-hover"
          >
            <Avatar name={me.name} id={me.id} size={32} presence={presence.state} dnd={quiet} />
            <span className="min-w-0 flex-1">
              <span className="flex items-center gap-1">
                <span className="truncate text-sm font-semibold">{session.workspaceName}</span>
                <ChevronDown className="size-3.5 shrink-0 text-faint" />
              </span>
              <span className="block truncate text-xs text-muted">
                {trouble ?? (status ? `${status.emoji ?? ''} ${status.text}`.trim() : me.name)}
              </span>
            </span>
          </button>
        }
      />
    </header>
  );
}
