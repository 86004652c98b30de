import type { CommandResult, ExportFormat, ExportJob } from '@atrium/shared';
import { useCallback, useState } from 'react';
import { useActions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { inDigits } from '../../ui/count.ts';
import { attempt } from '../errors/use-attempt.ts';
import { Section } from '../settings/Section.tsx';
import { formatMoment } from '../time/format.ts';
import { usePolled } from './use-polled.ts';
import { formatBytes, stateWords } from './words.ts';

type Listed = CommandResult<'export.list'>;

const isUnderWay = ({ state }: ExportJob) => state === 'waiting' || state === 'running';
const isMoving = ({ jobs }: Listed) => jobs.some(isUnderWay);
const formats: Record<ExportFormat, { label: string; hint: string }> = {
  slack: { label: 'Slack layout', hint: 'Other programs read it, and it can be imported here again.' },
  ndjson: { label: 'Everything', hint: 'Without loss: one file a collection, one document a line.' },
};

export function Exports() {
  const { command } = useActions();
  const ask = useCallback(() => command('export.list', {}), [command]);
  const { value, reload } = usePolled<Listed>(ask, isMoving);
  const [format, setFormat] = useState<ExportFormat>('slack');
  const change = (action: () => Promise<unknown>) => void attempt(action).then(reload);
  return (
    <Section
      title="Take everything with you"
      hint="A zip file of all that was said here, in private channels and direct conversations, too. Keep it as you would keep those."
    >
      <Segmented
        label="Format"
        value={format}
        onChange={setFormat}
        options={(['slack', 'ndjson'] as const).map((key) => ({ value: key, label: formats[key].label }))}
      />
      <p className="-mt-2 text-ui text-muted">{formats[format].hint}</p>
      <Button
        className="self-start"
        disabled={!value || value.jobs.some(isUnderWay)}
        onClick={() => change(() => command('export.start', { format }))}
      >
        Export
      </Button>
      <ul className="flex flex-col gap-3">
        {value?.jobs.map((job) => (
          <li key={job.id} className="flex items-center gap-3 rounded-lg bg-sunken px-3.5 py-3">
            <span className="min-w-0 flex-1">
              <span className="block text-sm font-medium">{formats[job.format].label}</span>
              <span className="block text-xs text-muted">
                {stateWords[job.state]} · {formatMoment(job.finishedAt ?? job.createdAt)} ·{' '}
                {inDigits(job.messages)} messages, {formatBytes(job.size)}
              </span>
              {job.problem && <span className="block text-ui text-danger-ink">{job.problem}</span>}
            </span>
            {job.state === 'done' && (
              <a
                href={`/api/exports/${job.id}/content`}
                download
                className="text-ui text-accent-ink underline underline-offset-2"
              >
                Download
              </a>
            )}
            <Button size="small" onClick={() => change(() => command('export.remove', { id: job.id }))}>
              {isUnderWay(job) ? 'Stop' : 'Throw away'}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
