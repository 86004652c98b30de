import { Link, useParams } from '@tanstack/react-router';
import { type ComponentType, lazy } from 'react';
import { useWorkspacePermissions } from '../../state/index.ts';
import { MessageSkeletons } from '../../ui/Skeleton.tsx';
import { useNarrow } from '../../ui/use-media.ts';
import { Header, HeaderTitle } from '../frame/Header.tsx';
import { NotFound } from '../frame/NotFound.tsx';
import { LazyPart } from '../frame/LazyPart.tsx';

interface Page {
  title: string;
  group: 'You' | 'Workspace';
  Component: ComponentType;
  /** Shown only to those who hold the scope. */
  scope?: 'workspace.manage' | 'workspace.transfer' | 'member.invite' | 'member.change_role' | 'bot.manage';
}

const pages: Record<string, Page> = {
  profile: { title: 'Profile', group: 'You', Component: lazy(() => import('./ProfileSettings.tsx')) },
  notifications: {
    title: 'Notifications',
    group: 'You',
    Component: lazy(() => import('./NotificationSettings.tsx')),
  },
  appearance: {
    title: 'Appearance',
    group: 'You',
    Component: lazy(() => import('./AppearanceSettings.tsx')),
  },
  account: {
    title: 'Account and sessions',
    group: 'You',
    Component: lazy(() => import('./AccountSettings.tsx')),
  },
  workspace: {
    title: 'Name and sign-up',
    group: 'Workspace',
    scope: 'workspace.manage',
    Component: lazy(() => import('./WorkspaceSettings.tsx')),
  },
  members: {
    title: 'Members and roles',
    group: 'Workspace',
    scope: 'member.change_role',
    Component: lazy(() => import('./MemberSettings.tsx')),
  },
  invitations: {
    title: 'Invitations',
    group: 'Workspace',
    scope: 'member.invite',
    Component: lazy(() => import('./InvitationSettings.tsx')),
  },
  bots: {
    title: 'Bots and tokens',
    group: 'Workspace',
    scope: 'bot.manage',
    Component: lazy(() => import('./BotSettings.tsx')),
  },
  import: {
    title: 'Import and export',
    group: 'Workspace',
    scope: 'workspace.transfer',
    Component: lazy(() => import('../import/ImportSettings.tsx')),
  },
};

/** `/settings` and `/settings/<page>`. */
export default function SettingsScreen() {
  const narrow = useNarrow();
  const { page } = useParams({ strict: false });
  const permissions = useWorkspacePermissions();
  const open = Object.entries(pages).filter(([, { scope }]) => !scope || permissions.can(scope).ok);
  const name = page ?? (narrow ? null : 'profile');
  const current = name === null ? null : (open.find(([key]) => key === name)?.[1] ?? undefined);
  const showList = !narrow || name === null;
  return (
    <>
      <Header {...(page && { back: { to: '/settings', label: 'Back to the settings' } as const })}>
        <HeaderTitle>{narrow && current ? current.title : 'Settings'}</HeaderTitle>
      </Header>
      <div className="flex min-h-0 flex-1">
        {showList && (
          <nav
            aria-label="Settings"
            className="w-56 shrink-0 overflow-y-auto border-r border-line p-3 max-md:w-full max-md:border-0"
          >
            {(['You', 'Workspace'] as const).map((group) => {
              const items = open.filter(([, item]) => item.group === group);
              return (
                items.length > 0 && (
                  <section key={group} className="mb-4">
                    <h2 className="px-2.5 pb-1 text-xs font-medium text-faint">{group}</h2>
                    {items.map(([key, { title }]) => (
                      <Link
                        key={key}
                        to="/settings/$page"
                        params={{ page: key }}
                        data-active={key === name || undefined}
                        className="flex h-8 items-center rounded-md px-2.5 text-ui text-muted hover:bg-hover data-active:bg-accent-soft data-active:font-medium data-active:text-accent-ink coarse:h-12 coarse:text-base"
                      >
                        {title}
                      </Link>
                    ))}
                  </section>
                )
              );
            })}
          </nav>
        )}
        {name !== null && (
          <div className="min-w-0 flex-1 overflow-y-auto">
            {current ? (
              <div className="mx-auto flex max-w-2xl flex-col gap-8 px-6 py-6 max-md:px-4">
                {!narrow && <h2 className="text-lg font-semibold tracking-tight">{current.title}</h2>}
                <div className="flex flex-col gap-8">
                  <LazyPart key={name} waiting={<MessageSkeletons rows={3} />}>
                    <current.Component />
                  </LazyPart>
                </div>
              </div>
            ) : (
              <NotFound />
            )}
          </div>
        )}
      </div>
    </>
  );
}
