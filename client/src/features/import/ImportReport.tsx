import type { CommandResult } from '@atrium/shared';
import { useCallback, useEffect, useState } from 'react';
import { useActions } from '../../state/index.ts';
import { Button } from '../../ui/Button.tsx';
import { inDigits } from '../../ui/count.ts';
import { attempt } from '../errors/use-attempt.ts';
import { reasonWords } from './words.ts';

type Answer = CommandResult<'import.report'>;

const link = 'text-ui text-accent-ink underline underline-offset-2';
const channelStates: Record<Answer['report']['channels'][number]['state'], string> = {
  imported: 'came in',
  updated: 'what is new came in',
  there_already: 'was there already',
};

/** What an import brought in, and record by record what was left out or changed. */
export default function ImportReport({ id }: { id: string }) {
  const { command } = useActions();
  const [report, setReport] = useState<Answer['report'] | null>(null);
  const [records, setRecords] = useState<Answer['records']>([]);
  const [next, setNext] = useState<number | null>(null);
  const load = useCallback(
    (from: number) =>
      void attempt(async () => {
        const page = await command('import.report', { id, from });
        setReport(page.report);
        setRecords((known) => (from === 0 ? page.records : [...known, ...page.records]));
        setNext(page.next);
      }),
    [command, id],
  );
  useEffect(() => load(0), [load]);
  if (!report) return null;
  const { people, channels, notes } = report;
  return (
    <div className="flex flex-col gap-4 border-t border-line pt-3">
      <p className="text-ui">
        {inDigits(people.people)} people, {inDigits(people.guests)} of them guests, {inDigits(people.bots)}{' '}
        bots, {inDigits(people.placeholders)} without an address; {inDigits(people.matched)} were members
        already. It took {inDigits(Math.ceil(report.elapsedMs / 1_000))} seconds.
      </p>
      <div className="overflow-x-auto">
        <table className="w-full text-left text-ui">
          <thead className="text-xs text-muted">
            <tr>
              <th className="py-1 pr-3 font-medium">Channel</th>
              <th className="py-1 pr-3 text-right font-medium">Messages</th>
              <th className="py-1 pr-3 text-right font-medium">Threads</th>
              <th className="py-1 font-medium">What became of it</th>
            </tr>
          </thead>
          <tbody>
            {channels.map((channel) => (
              <tr key={channel.key} className="border-t border-line">
                <td className="py-1 pr-3">{channel.as || channel.name}</td>
                <td className="py-1 pr-3 text-right tabular-nums">{inDigits(channel.messages)}</td>
                <td className="py-1 pr-3 text-right tabular-nums">{inDigits(channel.threads)}</td>
                <td className="py-1 text-muted">{channelStates[channel.state]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h4 className="text-ui font-semibold">What was left out or changed</h4>
      {Object.keys(notes).length === 0 && <p className="text-ui text-muted">Nothing.</p>}
      <ul className="flex flex-col gap-1 text-ui">
        {Object.entries(notes).map(([reason, count]) => (
          <li key={reason} className="flex justify-between gap-3">
            <span>{reasonWords[reason] ?? reason}</span>
            <span className="tabular-nums">{inDigits(count)}</span>
          </li>
        ))}
      </ul>
      {records.length > 0 && (
        <ul aria-label="Record by record" className="max-h-72 overflow-y-auto text-xs text-muted">
          {records.map(({ reason, where, detail }, index) => (
            // eslint-disable-next-line react/no-array-index-key -- records have no identity, and only come behind
            <li key={index} className="border-t border-line py-1 break-words">
              {where}: {reasonWords[reason] ?? reason}
              {detail ? ` (${detail})` : ''}
            </li>
          ))}
        </ul>
      )}
      <p className="flex items-center gap-4">
        {next !== null && (
          <Button size="small" onClick={() => load(next)}>
            Show more
          </Button>
        )}
        <a className={link} href={`/api/imports/${id}/report.json`} download>
          Report as JSON
        </a>
        <a className={link} href={`/api/imports/${id}/records.ndjson`} download>
          All records
        </a>
      </p>
    </div>
  );
}
