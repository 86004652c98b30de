import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import type { ReactNode } from 'react';

interface Props<Value> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: ReactNode }[];
  onChange: (value: Value) => void;
}

/** One of a few, side by side. */
export function Segmented<Value extends string>({ label, value, options, onChange }: Props<Value>) {
  return (
    <ToggleGroup
      aria-label={label}
      value={[value]}
      onValueChange={([next]) => next !== undefined && onChange(next as Value)}
      className="inline-flex w-fit gap-0.5 rounded-lg bg-sunken p-0.5 shadow-[inset_0_0_0_1px_var(--c-line)]"
    >
      {options.map((option) => (
        <Toggle
          key={option.value}
          value={option.value}
          className="flex h-7 items-center gap-1.5 rounded-md px-2.5 text-ui text-muted select-none max-[24rem]:px-2 hover:text-ink data-pressed:bg-raised data-pressed:font-medium data-pressed:text-ink data-pressed:shadow-sm dark:data-pressed:bg-pressed coarse:h-10 [&_svg]:size-3.5"
        >
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
