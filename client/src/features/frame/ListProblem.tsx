import { Button } from '../../ui/Button.tsx';
import type { Fetched } from './use-fetched.ts';

/** In the place of what did not come. */
export function ListProblem({
  of: { problem, reload },
}: {
  of: Pick<Fetched<unknown>, 'problem' | 'reload'>;
}) {
  if (problem === null) return null;
  return (
    <div role="alert" className="flex flex-col items-center gap-3 p-8 text-sm text-muted">
      {problem}
      <Button size="small" onClick={reload}>
        Try again
      </Button>
    </div>
  );
}
