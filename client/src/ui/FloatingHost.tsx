import { lazy, Suspense, useEffect, useState } from 'react';
import { useFloating } from './floating.ts';
import { LazyBoundary } from './LazyBoundary.tsx';

const load = () => import('./FloatingLayer.tsx');
const FloatingLayer = lazy(load);

/** Draws the page's menus, popovers and tooltips. Stands once, inside all that their content needs. */
export function FloatingHost() {
  const wanted = useFloating(({ open, tooltip }) => open !== null || tooltip !== null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const id = setTimeout(
      () =>
        void load().then(
          () => setReady(true),
          () => undefined,
        ),
      1_500,
    );
    return () => clearTimeout(id);
  }, []);
  return wanted || ready ? (
    <LazyBoundary>
      <Suspense>
        <FloatingLayer />
      </Suspense>
    </LazyBoundary>
  ) : null;
}
