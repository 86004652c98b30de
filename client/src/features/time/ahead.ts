/** Times that people mean when they say "later", from now. */
export interface Ahead {
  label: string;
  at: number;
}

function at(dayOffset: number, hour: number, now: number): number {
  const date = new Date(now);
  date.setDate(date.getDate() + dayOffset);
  return date.setHours(hour, 0, 0, 0);
}

function daysUntilMonday(now: number): number {
  return (8 - new Date(now).getDay()) % 7 || 7;
}

/** For a message that is to be sent later. */
export function sendTimes(now: number): Ahead[] {
  const hours = new Date(now).getHours();
  const untilMonday = daysUntilMonday(now);
  return [
    { label: 'In an hour', at: now + 3_600_000 },
    ...(hours < 16 ? [{ label: 'This evening', at: at(0, 18, now) }] : []),
    { label: 'Tomorrow morning', at: at(1, 9, now) },
    ...(untilMonday > 1 ? [{ label: 'Monday morning', at: at(untilMonday, 9, now) }] : []),
  ];
}

/** For a mute, a pin or a do-not-disturb: null is until it is undone. */
export const durations = [
  { value: '1800000', label: '30 minutes' },
  { value: '3600000', label: '1 hour' },
  { value: '14400000', label: '4 hours' },
  { value: '86400000', label: '1 day' },
  { value: '604800000', label: '1 week' },
  { value: '', label: 'Until undone' },
] as const;

/** The time at which a duration from the list ends, from now. */
export function endOf(duration: string, now: number): number | null {
  return duration === '' ? null : now + Number(duration);
}
