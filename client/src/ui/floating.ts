/**
 * Menus, popovers and tooltips: one of each kind for the whole page. What opens one says what it holds and where; the
 * code that draws them is fetched when the page is idle, or when the first one is wanted, and a row of a long list costs
 * nothing for the menus that it could have.
 */
import type { ReactNode } from 'react';
import { create } from 'zustand';
import type { MenuItem } from './menu-items.ts';

export type Side = 'top' | 'bottom' | 'left' | 'right';
export type Align = 'start' | 'center' | 'end';
export type Anchor = Element | { x: number; y: number };

interface Placed {
  /** Of the component that opened it. */
  owner: string;
  anchor: Anchor;
  side: Side;
  align: Align;
}

export interface OpenMenu extends Placed {
  kind: 'menu';
  items: readonly MenuItem[];
  onClose?: (() => void) | undefined;
}

export interface OpenPopover extends Placed {
  kind: 'popover';
  title: string;
  content: ReactNode;
  className: string;
  onClose?: (() => void) | undefined;
}

export interface OpenTooltip {
  owner: string;
  anchor: Element;
  side: Side;
  label: ReactNode;
  shortcut: string | undefined;
}

interface FloatingState {
  open: OpenMenu | OpenPopover | null;
  tooltip: OpenTooltip | null;
}

export const useFloating = create<FloatingState>(() => ({ open: null, tooltip: null }));

export function openFloating(open: OpenMenu | OpenPopover): void {
  useFloating.getState().open?.onClose?.();
  useFloating.setState({ open, tooltip: null });
}

export function closeFloating(): void {
  const { open } = useFloating.getState();
  if (!open) return;
  useFloating.setState({ open: null });
  open.onClose?.();
}

/** A menu at the pointer, in place of the browser's own. */
export function openContextMenu(
  event: { preventDefault(): void; clientX: number; clientY: number },
  items: readonly MenuItem[],
  onClose?: () => void,
): void {
  if (items.length === 0) return;
  event.preventDefault();
  openFloating({
    kind: 'menu',
    owner: 'context',
    anchor: { x: event.clientX, y: event.clientY },
    side: 'bottom',
    align: 'start',
    items,
    onClose,
  });
}

const tooltipDelayMs = 450;
/** Moving on to the next button within this time shows its tooltip at once. */
const tooltipWarmMs = 300;
let timer: ReturnType<typeof setTimeout> | undefined;
let hiddenAt = 0;

export function showTooltip(tooltip: OpenTooltip): void {
  clearTimeout(timer);
  const isWarm = performance.now() - hiddenAt < tooltipWarmMs;
  timer = setTimeout(
    () => {
      if (tooltip.anchor.isConnected && !useFloating.getState().open) useFloating.setState({ tooltip });
    },
    isWarm ? 0 : tooltipDelayMs,
  );
}

export function hideTooltip(owner: string): void {
  clearTimeout(timer);
  if (useFloating.getState().tooltip?.owner !== owner) return;
  hiddenAt = performance.now();
  useFloating.setState({ tooltip: null });
}
