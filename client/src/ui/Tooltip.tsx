import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';
import { Kbd } from './Kbd.tsx';

export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Base.Provider delay={450} timeout={300}>
      {children}
    </Base.Provider>
  );
}

interface Props {
  label: ReactNode;
  shortcut?: string | undefined;
  side?: 'top' | 'bottom' | 'left' | 'right';
  /** One element that takes the props and the ref of a trigger. */
  children: ReactElement;
}

export function Tooltip({ label, shortcut, side = 'top', children }: Props) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} side={side} className="z-50">
          <Base.Popup className="flex max-w-72 items-center gap-2 rounded-md bg-[oklch(0.27_0.01_70)] px-2 py-1 text-xs text-[oklch(0.97_0.004_85)] shadow-float transition-opacity duration-100 data-starting-style:opacity-0 data-ending-style:opacity-0 data-instant:transition-none dark:bg-[oklch(0.36_0.01_70)]">
            <span className="min-w-0 text-balance break-words">{label}</span>
            {shortcut && <Kbd keys={shortcut} tone="dark" />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
