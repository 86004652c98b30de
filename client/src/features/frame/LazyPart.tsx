import { type ReactNode, Suspense } from 'react';
import { LazyBoundary } from '../../ui/LazyBoundary.tsx';
import { NotLoaded } from './NotLoaded.tsx';

interface Props {
  children: ReactNode;
  /** Stands there while the code is on its way. */
  waiting?: ReactNode;
}

/** A part whose code is fetched when it is wanted. When that fails, only this part says so; the rest goes on. */
export function LazyPart({ children, waiting = null }: Props) {
  return (
    <LazyBoundary fallback={() => <NotLoaded />}>
      <Suspense fallback={waiting}>{children}</Suspense>
    </LazyBoundary>
  );
}
