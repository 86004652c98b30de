import type { Preferences } from '@atrium/shared';
import { Input } from '../../ui/Field.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { cn } from '../../ui/cn.ts';

type Schedule = Preferences['dndSchedule'];

const usual: NonNullable<Schedule> = { fromMinute: 19 * 60, toMinute: 8 * 60, days: [0, 1, 2, 3, 4, 5, 6] };
// A week that begins on a Sunday, as in the schedule: 4 January 1970 was one.
const dayNames = Array.from({ length: 7 }, (_, day) => {
  const date = new Date(1970, 0, 4 + day);
  return {
    day,
    short: new Intl.DateTimeFormat(undefined, { weekday: 'short' }).format(date),
    long: new Intl.DateTimeFormat(undefined, { weekday: 'long' }).format(date),
  };
});
const fromMonday = [...dayNames.slice(1), ...dayNames.slice(0, 1)];

function toClock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

function toMinute(clock: string): number | null {
  const [hours, minutes] = clock.split(':').map(Number);
  return hours === undefined || minutes === undefined || Number.isNaN(hours + minutes)
    ? null
    : hours * 60 + minutes;
}

/** From when to when, and on which days; hours over midnight belong to the day on which they begin. */
export function DndSchedule({ value, onChange }: { value: Schedule; onChange: (value: Schedule) => void }) {
  return (
    <>
      <Switch label="At set hours" checked={value !== null} onChange={(on) => onChange(on ? usual : null)} />
      {value && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
          <span className="flex items-center gap-2 text-sm">
            From
            <Input
              aria-label="From"
              type="time"
              className="w-32"
              value={toClock(value.fromMinute)}
              onChange={({ target }) => change('fromMinute', target.value)}
            />
            to
            <Input
              aria-label="To"
              type="time"
              className="w-32"
              value={toClock(value.toMinute)}
              onChange={({ target }) => change('toMinute', target.value)}
            />
          </span>
          <span className="flex gap-1">
            {fromMonday.map(({ day, short, long }) => {
              const on = value.days.includes(day);
              return (
                <button
                  key={day}
                  type="button"
                  aria-pressed={on}
                  onClick={() =>
                    onChange({
                      ...value,
                      days: on ? value.days.filter((one) => one !== day) : [...value.days, day].sort(),
                    })
                  }
                  className={cn(
                    'h-8 min-w-10 rounded-md px-1.5 text-xs font-medium coarse:h-11',
                    on ? 'bg-accent text-on-accent' : 'bg-hover text-muted hover:text-ink',
                  )}
                >
                  <span aria-hidden>{short}</span>
                  <span className="sr-only">{long}</span>
                </button>
              );
            })}
          </span>
        </div>
      )}
    </>
  );

  function change(which: 'fromMinute' | 'toMinute', clock: string) {
    const minute = toMinute(clock);
    if (value && minute !== null) onChange({ ...value, [which]: minute });
  }
}
