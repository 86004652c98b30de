import { cloneElement, type MouseEvent, type ReactElement, useId } from 'react';
import { type Align, closeFloating, openFloating, type Side, useFloating } from './floating.ts';
import type { MenuItem } from './menu-items.ts';

interface TriggerProps {
  onClick?: (event: MouseEvent<HTMLElement>) => void;
  'aria-haspopup'?: 'menu' | 'dialog';
  'aria-expanded'?: boolean;
  'data-popup-open'?: '' | undefined;
}

interface Props {
  /** One element that takes the props of a trigger. */
  trigger: ReactElement<TriggerProps>;
  /** A function is asked when the menu opens. */
  items: readonly MenuItem[] | (() => readonly MenuItem[]);
  side?: Side;
  align?: Align;
  onOpenChange?: (open: boolean) => void;
}

/** A menu under a button. */
export function Menu({ trigger, items, side = 'bottom', align = 'start', onOpenChange }: Props) {
  const owner = useId();
  const open = useFloating((state) => state.open?.owner === owner);
  return cloneElement(trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': open,
    'data-popup-open': open ? '' : undefined,
    onClick: (event) => {
      trigger.props.onClick?.(event);
      if (open) return closeFloating();
      onOpenChange?.(true);
      openFloating({
        kind: 'menu',
        owner,
        anchor: event.currentTarget,
        side,
        align,
        items: typeof items === 'function' ? items() : items,
        onClose: () => onOpenChange?.(false),
      });
    },
  });
}
