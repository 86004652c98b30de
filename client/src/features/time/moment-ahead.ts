import { formatClock, formatDayInText } from './format.ts';

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'always' });
const minuteMs = 60_000;

/** `today at 18:00, in 3 hours`, `tomorrow at 09:00, in 15 hours`, `Monday, 3 March at 09:00, in 5 days` */
export function momentAhead(time: number, now = Date.now()): string {
  return `${formatDayInText(time, now)} at ${formatClock(time)}, ${formatAhead(time - now)}`;
}

function formatAhead(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / minuteMs));
  if (minutes < 60) return relative.format(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  if (hours < 48) return relative.format(hours, 'hour');
  return relative.format(Math.round(hours / 24), 'day');
}

/** `Europe/London (GMT+1)`: the reader's own, as it is then. */
export function zoneAt(time: number): string {
  const format = new Intl.DateTimeFormat(undefined, { timeZoneName: 'shortOffset' });
  const offset = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value;
  const { timeZone } = format.resolvedOptions();
  return offset && offset !== timeZone ? `${timeZone} (${offset})` : timeZone;
}
