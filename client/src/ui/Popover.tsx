import { cloneElement, type MouseEvent, type ReactElement, type ReactNode, useId } from 'react';
import { type Align, closeFloating, openFloating, type Side, useFloating } from './floating.ts';

interface TriggerProps {
  onClick?: (event: MouseEvent<HTMLElement>) => void;
  'aria-haspopup'?: 'menu' | 'dialog';
  'aria-expanded'?: boolean;
  'data-popup-open'?: '' | undefined;
}

interface Props {
  /** One element that takes the props of a trigger. */
  trigger: ReactElement<TriggerProps>;
  /** Read out when it opens. */
  title: string;
  side?: Side;
  align?: Align;
  className?: string;
  onOpenChange?: (open: boolean) => void;
  /** As they are when it opens; to change with time they need state of their own. */
  children: ReactNode;
}

export function Popover({
  trigger,
  title,
  side = 'bottom',
  align = 'center',
  className = 'p-3',
  onOpenChange,
  children,
}: Props) {
  const owner = useId();
  const open = useFloating((state) => state.open?.owner === owner);
  return cloneElement(trigger, {
    'aria-haspopup': 'dialog',
    'aria-expanded': open,
    'data-popup-open': open ? '' : undefined,
    onClick: (event) => {
      trigger.props.onClick?.(event);
      if (open) return closeFloating();
      onOpenChange?.(true);
      openFloating({
        kind: 'popover',
        owner,
        anchor: event.currentTarget,
        side,
        align,
        title,
        className,
        content: children,
        onClose: () => onOpenChange?.(false),
      });
    },
  });
}
