import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { EmptyState } from '../../ui/EmptyState.tsx';

/** In the place of the whole page. */
export function PageNotFound() {
  return (
    <main>
      <NotFound />
    </main>
  );
}

export function NotFound() {
  return (
    <EmptyState
      level={1}
      icon={<Compass />}
      title="There is nothing here"
      action={
        <Link to="/" className="font-medium text-accent-ink hover:underline">
          Back to the workspace
        </Link>
      }
    >
      The address leads nowhere, or to something that is not yours to see.
    </EmptyState>
  );
}
