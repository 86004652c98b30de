import { CSPProvider } from '@base-ui/react/csp-provider';
import { RouterProvider } from '@tanstack/react-router';
import { ClientProvider } from '../state/index.ts';
import { Toasts } from '../ui/Toasts.tsx';
import { router } from './router.tsx';

export function App() {
  return (
    // The page's policy allows no inline style elements.
    <CSPProvider disableStyleElements>
      <>
        <ClientProvider>
          <RouterProvider router={router} />
        </ClientProvider>
        <Toasts />
      </>
    </CSPProvider>
  );
}
