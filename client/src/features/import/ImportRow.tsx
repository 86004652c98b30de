import type { ImportJob } from '@atrium/shared';
import { lazy, useState } from 'react';
import { useActions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { inDigits } from '../../ui/count.ts';
import { attempt } from '../errors/use-attempt.ts';
import { LazyPart } from '../frame/LazyPart.tsx';
import { MemberName } from '../messages/MemberName.tsx';
import { formatMoment } from '../time/format.ts';
import { Progress } from './Progress.tsx';
import { formatBytes, progressWords, stateWords } from './words.ts';

const ImportReport = lazy(() => import('./ImportReport.tsx'));

interface Props {
  job: ImportJob;
  /** Its bytes are on their way from this very page. */
  uploads: boolean;
  onStopUpload: () => void;
  onChanged: () => void;
}

export function ImportRow({ job, uploads, onStopUpload, onChanged }: Props) {
  const { command } = useActions();
  const [shown, setShown] = useState(false);
  const { id, name, state, byId, progress, totals, problem, received, size } = job;
  const change = (what: 'import.start' | 'import.cancel') =>
    void attempt(() => command(what, { id })).then(onChanged);
  const isOurs = byId !== null;
  const runs = state === 'waiting' || state === 'running';
  return (
    <li className="flex flex-col gap-2 rounded-lg bg-sunken px-3.5 py-3">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="truncate text-sm font-medium">{name}</p>
          <p className="text-xs text-muted">
            {uploads ? 'Uploading' : stateWords[state]} · {formatMoment(job.finishedAt ?? job.createdAt)}
            {isOurs ? (
              <>
                , by <MemberName id={byId} />
              </>
            ) : (
              ', from the command line'
            )}
          </p>
        </div>
        {totals && (
          <Button size="small" onClick={() => setShown((is) => !is)} aria-expanded={shown}>
            {shown ? 'Hide report' : 'Report'}
          </Button>
        )}
        {isOurs && ['ready', 'stopped', 'failed'].includes(state) && (
          <Button size="small" variant="primary" onClick={() => change('import.start')}>
            {state === 'ready' ? 'Import' : 'Go on'}
          </Button>
        )}
        {uploads ? (
          <Button size="small" onClick={onStopUpload}>
            Pause
          </Button>
        ) : (
          isOurs &&
          state !== 'done' && (
            <Button size="small" disabled={state === 'stopping'} onClick={() => change('import.cancel')}>
              {runs || state === 'stopping' ? 'Stop' : 'Throw away'}
            </Button>
          )
        )}
      </div>
      {state === 'uploading' && (
        <>
          <Progress label={`Upload of ${name}`} value={received / size} />
          <p className="text-xs text-muted">
            {formatBytes(received)} of {formatBytes(size)} are here
          </p>
        </>
      )}
      {runs && (
        <>
          <Progress label={`Import of ${name}`} value={progress?.done ?? 0} />
          <p className="text-xs text-muted tabular-nums">
            {progress ? progressWords(progress) : 'Opening the archive'}
          </p>
        </>
      )}
      {problem && <p className="text-ui text-danger-ink">{problem}</p>}
      {totals && (
        <p className="text-ui text-muted">
          {inDigits(totals.messages)} messages, {inDigits(totals.replies)} of them replies in{' '}
          {inDigits(totals.threads)} threads, in {inDigits(totals.channels)} channels
        </p>
      )}
      {shown && (
        <LazyPart waiting={<p className="text-ui text-muted">Reading the report …</p>}>
          <ImportReport id={id} />
        </LazyPart>
      )}
    </li>
  );
}
