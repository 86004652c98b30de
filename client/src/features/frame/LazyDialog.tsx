import { type ReactNode, Suspense } from 'react';
import { LazyBoundary } from '../../ui/LazyBoundary.tsx';
import { toast } from '../../ui/toast.ts';

interface Props {
  /** The dialog, while it is open. */
  children: ReactNode;
  /** Closes it: it could not be shown. */
  onFail: () => void;
}

/** A dialog whose code is fetched when it is first opened. When that fails, a toast says so and the screen stays. */
export function LazyDialog({ children, onFail }: Props) {
  const failed = () => {
    onFail();
    toast('That did not load. Try again once you are online, or reload.', { kind: 'error' });
  };
  return (
    <LazyBoundary key={children ? 'open' : 'closed'} onError={failed}>
      <Suspense>{children}</Suspense>
    </LazyBoundary>
  );
}
