import { Checkbox as Base } from '@base-ui/react/checkbox';
import { Check } from 'lucide-react';
import { type ReactNode, useId } from 'react';

interface Props {
  label: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

export function Checkbox({ label, checked, onChange, disabled = false }: Props) {
  const id = useId();
  return (
    <div className="flex items-center gap-2.5 coarse:min-h-11">
      <Base.Root
        id={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        className="flex size-4 shrink-0 items-center justify-center rounded-sm bg-canvas shadow-[inset_0_0_0_1px_var(--c-line-strong)] data-checked:bg-accent data-checked:shadow-none dark:bg-sunken"
      >
        <Base.Indicator className="text-on-accent">
          <Check className="size-3" strokeWidth={3} />
        </Base.Indicator>
      </Base.Root>
      <label htmlFor={id} className="text-sm select-none">
        {label}
      </label>
    </div>
  );
}
