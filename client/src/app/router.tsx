import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Frame } from '../features/frame/Frame.tsx';
import { Home } from '../features/frame/Home.tsx';
import { PageNotFound } from '../features/frame/NotFound.tsx';
import { Broken } from '../features/frame/Broken.tsx';
import { ChannelScreen } from '../features/channels/ChannelScreen.tsx';
import { Gate } from './Gate.tsx';
import { channelSearch, nextSearch, paneSearch, tokenSearch } from './search.ts';

const root = createRootRoute({ component: Gate, notFoundComponent: PageNotFound, errorComponent: Broken });

const account = lazyRouteComponent;
const outside = [
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    validateSearch: nextSearch,
    component: account(() => import('../features/accounts/SignIn.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sign-up',
    component: account(() => import('../features/accounts/SignUp.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/set-up',
    validateSearch: tokenSearch,
    component: account(() => import('../features/accounts/SetUp.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/invite',
    validateSearch: tokenSearch,
    component: account(() => import('../features/accounts/Invite.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/reset',
    validateSearch: tokenSearch,
    component: account(() => import('../features/accounts/Reset.tsx')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/confirm',
    validateSearch: tokenSearch,
    component: account(() => import('../features/accounts/Confirm.tsx')),
  }),
];

const frame = createRoute({ getParentRoute: () => root, id: 'frame', component: Frame });
const home = createRoute({ getParentRoute: () => frame, path: '/', component: Home });
const channel = createRoute({
  getParentRoute: () => frame,
  path: '/c/$channelId',
  validateSearch: channelSearch,
  component: ChannelScreen,
});
const permalink = createRoute({
  getParentRoute: () => frame,
  path: '/c/$channelId/$seq',
  validateSearch: channelSearch,
  component: ChannelScreen,
});
const threads = createRoute({
  getParentRoute: () => frame,
  path: '/threads',
  validateSearch: paneSearch,
  component: lazyRouteComponent(() => import('../features/threads/ThreadInbox.tsx')),
});
const activity = createRoute({
  getParentRoute: () => frame,
  path: '/activity',
  validateSearch: paneSearch,
  component: lazyRouteComponent(() => import('../features/activity/ActivityScreen.tsx')),
});
const drafts = createRoute({
  getParentRoute: () => frame,
  path: '/drafts',
  component: lazyRouteComponent(() => import('../features/composer/DraftsScreen.tsx')),
});
const saved = createRoute({
  getParentRoute: () => frame,
  path: '/saved',
  component: lazyRouteComponent(() => import('../features/messages/SavedScreen.tsx')),
});
const browse = createRoute({
  getParentRoute: () => frame,
  path: '/browse',
  component: lazyRouteComponent(() => import('../features/channels/BrowseScreen.tsx')),
});
const people = createRoute({
  getParentRoute: () => frame,
  path: '/people',
  component: lazyRouteComponent(() => import('../features/people/PeopleScreen.tsx')),
});
const person = createRoute({
  getParentRoute: () => frame,
  path: '/people/$memberId',
  component: lazyRouteComponent(() => import('../features/people/PersonScreen.tsx')),
});
const settings = createRoute({
  getParentRoute: () => frame,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/settings/SettingsScreen.tsx')),
});
const settingsPage = createRoute({
  getParentRoute: () => frame,
  path: '/settings/$page',
  component: lazyRouteComponent(() => import('../features/settings/SettingsScreen.tsx')),
});

const routeTree = root.addChildren([
  ...outside,
  frame.addChildren([
    home,
    channel,
    permalink,
    threads,
    activity,
    drafts,
    saved,
    browse,
    people,
    person,
    settings,
    settingsPage,
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  // Of each route by itself: a screen that fails leaves the side bar standing.
  defaultErrorComponent: Broken,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
