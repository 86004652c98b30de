import { formatDay } from '../time/format.ts';

export function DayLine({ day }: { day: number }) {
  return (
    <div className="flex items-center gap-3 px-5 pt-5 pb-1.5 max-md:px-4">
      <span className="h-px flex-1 bg-line" />
      <h2 className="text-xs font-medium text-muted">{formatDay(day)}</h2>
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}

export function NewLine() {
  return (
    <div className="flex items-center gap-3 px-5 pt-2 pb-0.5 max-md:px-4">
      <span className="h-px flex-1 bg-accent" />
      <span className="rounded-full bg-accent px-2 text-2xs font-semibold text-on-accent">New</span>
    </div>
  );
}
