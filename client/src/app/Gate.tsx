import { Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { useSession } from '../state/index.ts';
import { Splash } from '../features/accounts/Splash.tsx';
import { Unreachable } from '../features/accounts/Unreachable.tsx';

/** Pages for people who are not signed in. */
const outside = ['/sign-in', '/sign-up', '/set-up', '/invite', '/reset', '/confirm'];
/** Of these, the ones that make sense for somebody who is: their link says so. */
const either = ['/confirm', '/reset', '/invite'];

/** Shows the page that fits who somebody is: nobody sees the workspace before they are signed in. */
export function Gate() {
  const session = useSession();
  const { pathname, href } = useLocation();
  const isOutside = outside.includes(pathname);
  switch (session.state) {
    case 'loading':
      return <Splash />;
    case 'unreachable':
      return <Unreachable error={session.error} />;
    case 'set_up':
      return pathname === '/set-up' ? <Outlet /> : <Navigate to="/set-up" replace />;
    case 'signed_out':
      if (isOutside && pathname !== '/set-up') return <Outlet />;
      return <Navigate to="/sign-in" search={pathname === '/' ? {} : { next: href }} replace />;
    case 'signed_in':
      return isOutside && !either.includes(pathname) ? <Navigate to="/" replace /> : <Outlet />;
  }
}
