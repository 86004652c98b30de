import type { CommandResult, ImportJob } from '@atrium/shared';
import { Upload } from 'lucide-react';
import { type ChangeEvent, useCallback, useEffect, useRef, useState } from 'react';
import { useActions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { attempt } from '../errors/use-attempt.ts';
import { Section } from '../settings/Section.tsx';
import { ImportRow } from './ImportRow.tsx';
import { uploadArchive } from './upload-archive.ts';
import { usePolled } from './use-polled.ts';

type Listed = CommandResult<'import.list'>;

const moving = new Set<ImportJob['state']>(['waiting', 'running', 'stopping']);
const isMoving = ({ jobs }: Listed) => jobs.some(({ state }) => moving.has(state));
const isOpen = ({ state, byId }: ImportJob) => state !== 'done' && byId !== null;

/** @param props.onImported is called when another import has come to its end */
export function Imports({ onImported }: { onImported: () => void }) {
  const { command } = useActions();
  const ask = useCallback(() => command('import.list', {}), [command]);
  const { value, reload } = usePolled<Listed>(ask, isMoving);
  const done = value?.jobs.filter(({ state }) => state === 'done').length;
  useEffect(() => {
    if (done) onImported();
  }, [done, onImported]);
  const [upload, setUpload] = useState<{ id: string; received: number } | null>(null);
  const stop = useRef<AbortController | null>(null);
  const input = useRef<HTMLInputElement>(null);

  const take = (file: File) =>
    attempt(async () => {
      const { job } = await command('import.upload', { name: file.name.slice(0, 200), size: file.size });
      const { id, received } = job;
      stop.current = new AbortController();
      setUpload({ id, received });
      reload();
      await uploadArchive(job, file, {
        signal: stop.current.signal,
        onReceived: (bytes) => setUpload({ id, received: bytes }),
      });
      await command('import.start', { id });
    }).finally(() => {
      setUpload(null);
      reload();
    });
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    event.target.value = '';
    if (file) void take(file);
  };

  const open = value?.jobs.find(isOpen);
  const mayChoose = value?.available && !upload && (!open || open.state === 'uploading');
  return (
    <Section
      title="Bring in a history"
      hint="A Slack export, as the zip file that it came as. People, channels, messages and threads come in as they were; you can go on working here meanwhile."
    >
      <input
        ref={input}
        type="file"
        accept=".zip,application/zip"
        aria-label="Archive to import"
        className="hidden"
        onChange={onChange}
      />
      {value && !value.available && (
        <p className="text-ui text-muted">
          This workspace runs on several servers: import from the command line of one of them.
        </p>
      )}
      {mayChoose && (
        <Button
          variant="primary"
          className="self-start"
          icon={<Upload className="size-4" />}
          onClick={() => input.current?.click()}
        >
          {open ? 'Choose the same file again to go on' : 'Choose an archive'}
        </Button>
      )}
      <ul className="flex flex-col gap-3">
        {value?.jobs.map((job) => (
          <ImportRow
            key={job.id}
            job={upload?.id === job.id ? { ...job, received: upload.received } : job}
            uploads={upload?.id === job.id}
            onStopUpload={() => stop.current?.abort()}
            onChanged={reload}
          />
        ))}
      </ul>
      {value?.jobs.length === 0 && <p className="text-ui text-muted">Nothing has been imported yet.</p>}
    </Section>
  );
}
