import { type ReactNode, type RefObject, useEffectEvent, useLayoutEffect, useRef } from 'react';

interface Props {
  /** One for all that take each other's place, with a key each. */
  heldRef: RefObject<boolean>;
  /** Gives the keyboard to what is in it; without this the box itself takes it, and is read out. */
  onTake?: () => void;
  className?: string;
  children: ReactNode;
}

/** Where one thing takes another's place on the screen: the keyboard, if it was in what goes, is in what comes. */
export function FocusRelay({ heldRef, onTake, className, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const take = useEffectEvent(() => (onTake ? onTake() : box.current?.focus()));
  useLayoutEffect(() => {
    const element = box.current;
    if (heldRef.current) take();
    heldRef.current = false;
    // What goes is asked before it is taken from the page, what comes begins after that.
    return () => {
      heldRef.current = element?.contains(document.activeElement) ?? false;
    };
  }, [heldRef]);
  return (
    <div ref={box} tabIndex={onTake ? undefined : -1} className={className}>
      {children}
    </div>
  );
}
