import { Button } from '../../ui/Button.tsx';
import type { Pages } from './use-pages.ts';

/** In the place of a list that did not come. */
export function ListProblem({
  pages: { problem, reload },
}: {
  pages: Pick<Pages<unknown>, 'problem' | 'reload'>;
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
