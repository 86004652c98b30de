import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import { cn } from './cn.ts';

export interface SelectOption<Value> {
  value: Value;
  label: string;
  hint?: string;
}

interface Props<Value> {
  label: string;
  value: Value;
  options: readonly SelectOption<Value>[];
  onChange: (value: Value) => void;
  disabled?: boolean;
  className?: string;
  id?: string;
}

export function Select<Value extends string | number>({
  label,
  value,
  options,
  onChange,
  disabled,
  className,
  id,
}: Props<Value>) {
  return (
    <Base.Root
      items={options.map(({ value: item, label: text }) => ({ value: item, label: text }))}
      value={value}
      disabled={disabled ?? false}
      onValueChange={(next) => next !== null && onChange(next)}
    >
      <Base.Trigger
        id={id}
        aria-label={label}
        className={cn(
          'flex min-h-9 items-center justify-between gap-2 rounded-lg bg-canvas px-3 py-1.5 text-left text-sm text-ink shadow-[inset_0_0_0_1px_var(--c-line-strong)] select-none hover:bg-sunken disabled:opacity-60 dark:bg-sunken dark:hover:bg-hover coarse:min-h-11',
          className,
        )}
      >
        <Base.Value />
        <Base.Icon>
          <ChevronsUpDown className="size-3.5 text-faint" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <Base.Popup className="popup max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto p-1">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className="flex items-start gap-2 rounded-md py-1.5 pr-3 pl-2 text-sm outline-none select-none data-highlighted:bg-hover coarse:py-2.5"
              >
                <span className="mt-0.5 size-4">
                  <Base.ItemIndicator>
                    <Check className="size-4 text-accent-ink" />
                  </Base.ItemIndicator>
                </span>
                <span className="flex flex-col">
                  <Base.ItemText>{option.label}</Base.ItemText>
                  {option.hint && <span className="max-w-64 text-xs text-muted">{option.hint}</span>}
                </span>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
