import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { cn } from './cn.ts';

interface Props {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  /** Hides the title from the eye, not from a screen reader. */
  bare?: boolean;
  className?: string;
  children: ReactNode;
}

const field = ':is(input, textarea):enabled:not([type="hidden"], [aria-hidden], [tabindex="-1"])';

/** A question that waits for an answer. On a phone it rises from the bottom edge. */
export function Dialog({ open, onClose, title, description, bare = false, className, children }: Props) {
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-starting-style:opacity-0 data-ending-style:opacity-0" />
        <Base.Viewport className="fixed inset-0 bottom-(--keyboard-height) z-40 flex items-end justify-center overflow-hidden sm:items-start sm:px-4 sm:pt-[12vh]">
          <Base.Popup
            ref={popup}
            // A finger's keyboard would cover what is asked; any other goes to what is to be filled in, not to "Close".
            initialFocus={(by) =>
              by === 'touch' ? true : (popup.current?.querySelector<HTMLElement>(field) ?? true)
            }
            className={cn(
              'popup flex max-h-[calc(0.88*var(--visible-height))] w-full flex-col overflow-hidden rounded-b-none pb-[env(safe-area-inset-bottom)] sm:max-h-[calc(0.76*var(--visible-height))] sm:max-w-lg sm:rounded-xl sm:pb-0',
              className,
            )}
          >
            {bare ? (
              <Base.Title className="sr-only">{title}</Base.Title>
            ) : (
              <header className="flex items-start gap-3 px-5 pt-4 pb-3">
                <div className="min-w-0 flex-1">
                  <Base.Title className="text-base font-semibold text-ink">{title}</Base.Title>
                  {description && (
                    <Base.Description className="mt-0.5 text-ui text-muted">{description}</Base.Description>
                  )}
                </div>
                <Base.Close
                  aria-label="Close"
                  className="-mr-1.5 flex size-8 shrink-0 items-center justify-center rounded-lg text-muted hover:bg-hover hover:text-ink coarse:size-11"
                >
                  <X className="size-4" />
                </Base.Close>
              </header>
            )}
            {children}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

interface BodyProps {
  className?: string;
  /** There is nothing in it that takes the keyboard: it does itself, so that it can be scrolled. */
  readOnly?: boolean;
  children: ReactNode;
}

export function DialogBody({ className, readOnly = false, children }: BodyProps) {
  return (
    <div
      {...(readOnly && { tabIndex: 0 })}
      className={cn('flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-5 pt-1 pb-5', className)}
    >
      {children}
    </div>
  );
}

export function DialogActions({ children }: { children: ReactNode }) {
  return (
    <footer className="flex flex-wrap justify-end gap-2 border-t border-line bg-sunken/50 px-5 py-3">
      {children}
    </footer>
  );
}
