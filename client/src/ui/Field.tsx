import { type ComponentProps, type ReactNode, useId } from 'react';
import { cn } from './cn.ts';

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null | undefined;
  className?: string;
  children: (props: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': true | undefined;
  }) => ReactNode;
}

/** A label, a control, and what is to be said about it. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={cn('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-ui font-medium text-ink">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': note ? `${id}-note` : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {note && (
        <p
          id={`${id}-note`}
          role={error ? 'alert' : undefined}
          className={cn('text-xs text-muted', error && 'text-danger-ink')}
        >
          {note}
        </p>
      )}
    </div>
  );
}

const control =
  'w-full rounded-lg bg-canvas text-sm text-ink shadow-[inset_0_0_0_1px_var(--c-line-strong)] outline-none placeholder:text-faint focus-visible:shadow-[inset_0_0_0_2px_var(--c-accent)] disabled:opacity-60 aria-invalid:shadow-[inset_0_0_0_1.5px_var(--c-danger)] dark:bg-sunken coarse:text-base';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn(control, 'h-9 px-3 coarse:h-11', className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={cn(control, 'min-h-20 resize-y px-3 py-2', className)} {...rest} />;
}
