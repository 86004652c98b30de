/** Times in the reader's own language and clock. Formatters are kept: making one costs more than using it. */
const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const dayThisYear = new Intl.DateTimeFormat(undefined, { weekday: 'long', month: 'long', day: 'numeric' });
const dayOtherYear = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'long', day: 'numeric' });
const shortThisYear = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
const shortOtherYear = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
});
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

const dayMs = 86_400_000;

function daysAgo(time: number, now: number): number {
  return Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(time).setHours(0, 0, 0, 0)) / dayMs);
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** `14:05` */
export function formatClock(time: number): string {
  return clock.format(time);
}

/** `14:05`, or `2:05` without saying which half of the day: beside a message whose group says it. */
export function formatBareClock(time: number): string {
  return clock
    .formatToParts(time)
    .filter(({ type }) => type === 'hour' || type === 'minute' || type === 'literal')
    .map(({ value }) => value)
    .join('')
    .trim();
}

/** `Today`, `Yesterday`, `Monday, 3 March`, `3 March 2024` */
export function formatDay(time: number, now = Date.now()): string {
  return capitalised(formatDayInText(time, now));
}

/** The same within a sentence: `today`, `yesterday`, `tomorrow`, `Monday, 3 March`, `3 March 2024` */
export function formatDayInText(time: number, now = Date.now()): string {
  const ago = daysAgo(time, now);
  if (Math.abs(ago) <= 1) return relative.format(-ago, 'day');
  return sameYear(time, now) ? dayThisYear.format(time) : dayOtherYear.format(time);
}

/** All there is to know, for a tooltip. */
export function formatFull(time: number): string {
  return full.format(time);
}

/** As short as can be, for lists: `14:05`, `Tue`, `3 Mar`, `3 Mar 2024` */
export function formatShort(time: number, now = Date.now()): string {
  const ago = daysAgo(time, now);
  if (ago === 0) return clock.format(time);
  if (ago === 1) return capitalised(relative.format(-1, 'day'));
  if (ago > 1 && ago < 7) return weekday.format(time);
  return sameYear(time, now) ? shortThisYear.format(time) : shortOtherYear.format(time);
}

/** `14:05`, `tomorrow 14:05`, `3 March at 14:05` */
export function formatMoment(time: number, now = Date.now()): string {
  const ago = daysAgo(time, now);
  if (ago === 0) return clock.format(time);
  if (ago === -1 || ago === 1) return `${relative.format(-ago, 'day')} ${clock.format(time)}`;
  return `${(sameYear(time, now) ? shortThisYear : shortOtherYear).format(time)}, ${clock.format(time)}`;
}

/** `5 minutes ago`, `yesterday` */
export function formatAgo(time: number, now = Date.now()): string {
  const minutes = Math.round((now - time) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return relative.format(-minutes, 'minute');
  if (minutes < 24 * 60 && daysAgo(time, now) === 0)
    return relative.format(-Math.round(minutes / 60), 'hour');
  const ago = daysAgo(time, now);
  return ago < 7 ? relative.format(-ago, 'day') : formatShort(time, now);
}

/** `45 s`, `3 min`, `2 h`, `5 days` */
export function formatDuration(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
  if (seconds < 2 * 86_400) return `${Math.ceil(seconds / 3600)} h`;
  return `${Math.ceil(seconds / 86_400)} days`;
}

function sameYear(a: number, b: number): boolean {
  return new Date(a).getFullYear() === new Date(b).getFullYear();
}
