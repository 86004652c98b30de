/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/prefer-tag-over-role --
   A separator that one can move is a widget: https://www.w3.org/WAI/ARIA/apg/patterns/windowsplitter/ */
import { cn } from '../../ui/cn.ts';
import type { SizeLimits } from './use-stored-size.ts';

interface Props {
  label: string;
  /** Which side of the panel it is at. */
  side: 'left' | 'right';
  size: number;
  limits: SizeLimits;
  onChange: (size: number) => void;
}

/** The edge of a panel, to be drawn by hand or moved with the arrow keys. */
export function Edge({ label, side, size, limits, onChange }: Props) {
  const sign = side === 'right' ? 1 : -1;
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={size}
      aria-valuemin={limits.min}
      aria-valuemax={limits.max}
      className={cn(
        'absolute inset-y-0 z-10 w-2 cursor-col-resize touch-none after:absolute after:inset-y-0 after:w-0.5 after:bg-accent after:opacity-0 after:transition-opacity hover:after:opacity-60 focus-visible:outline-none focus-visible:after:opacity-100 active:after:opacity-100',
        side === 'right' ? '-right-1 after:right-1' : '-left-1 after:left-1',
      )}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowRight' ? 16 : event.key === 'ArrowLeft' ? -16 : 0;
        if (step === 0) return;
        event.preventDefault();
        onChange(size + step * sign);
      }}
      onDoubleClick={() => onChange(limits.initial)}
      onPointerDown={(event) => {
        const edge = event.currentTarget;
        edge.setPointerCapture(event.pointerId);
        const from = event.clientX;
        const move = ({ clientX }: PointerEvent) => onChange(size + (clientX - from) * sign);
        edge.addEventListener('pointermove', move);
        edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), {
          once: true,
        });
      }}
    />
  );
}
