import { lazy, Suspense, useState } from 'react';
import { LazyBoundary } from './LazyBoundary.tsx';
import { useToastQueue } from './toast.ts';

const ToastLayer = lazy(() => import('./ToastLayer.tsx'));

export function Toasts() {
  const wanted = useToastQueue(({ waiting }) => waiting.length > 0);
  const [shown, setShown] = useState(false);
  if (wanted && !shown) setShown(true);
  return shown ? (
    <LazyBoundary>
      <Suspense>
        <ToastLayer />
      </Suspense>
    </LazyBoundary>
  ) : null;
}
