import {
  cloneElement,
  type FocusEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
} from 'react';
import { hideTooltip, type Side, showTooltip } from './floating.ts';

interface TriggerProps {
  onPointerEnter?: (event: PointerEvent<HTMLElement>) => void;
  onPointerLeave?: (event: PointerEvent<HTMLElement>) => void;
  onPointerDown?: (event: PointerEvent<HTMLElement>) => void;
  onFocus?: (event: FocusEvent<HTMLElement>) => void;
  onBlur?: (event: FocusEvent<HTMLElement>) => void;
}

interface Props {
  /** For the eye: what it says must be in the element's own name, too. */
  label: ReactNode;
  shortcut?: string | undefined;
  side?: Side;
  /** One element that takes the events of a trigger. */
  children: ReactElement<TriggerProps>;
}

export function Tooltip({ label, shortcut, side = 'top', children }: Props) {
  const owner = useId();
  useEffect(() => () => hideTooltip(owner), [owner]);
  const { props } = children;
  const show = (anchor: HTMLElement) => showTooltip({ owner, anchor, side, label, shortcut });
  return cloneElement(children, {
    onPointerEnter: (event) => {
      props.onPointerEnter?.(event);
      if (event.pointerType === 'mouse') show(event.currentTarget);
    },
    onPointerLeave: (event) => {
      props.onPointerLeave?.(event);
      hideTooltip(owner);
    },
    onPointerDown: (event) => {
      props.onPointerDown?.(event);
      hideTooltip(owner);
    },
    onFocus: (event) => {
      props.onFocus?.(event);
      if (event.currentTarget.matches(':focus-visible')) show(event.currentTarget);
    },
    onBlur: (event) => {
      props.onBlur?.(event);
      hideTooltip(owner);
    },
  });
}
