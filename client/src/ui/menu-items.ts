import type { ReactNode } from 'react';

export interface MenuAction {
  kind?: 'action';
  label: string;
  icon?: ReactNode;
  hint?: string;
  shortcut?: string | undefined;
  danger?: boolean;
  disabled?: boolean;
  onSelect: () => void;
}

export interface MenuChoice {
  kind: 'choice';
  label: string;
  value: string;
  options: readonly { value: string; label: string; hint?: string }[];
  onChange: (value: string) => void;
}

export interface MenuSubmenu {
  kind: 'submenu';
  label: string;
  icon?: ReactNode;
  items: readonly MenuItem[];
}

/** What a menu holds, as data: the same list serves a button's menu and the menu under the right mouse button. */
export type MenuItem =
  | MenuAction
  | MenuChoice
  | MenuSubmenu
  | { kind: 'separator' }
  | { kind: 'label'; label: string };

/** Leaves out what does not apply, and separators that would then stand alone. */
export function menuOf(...items: (MenuItem | false | null | undefined)[]): MenuItem[] {
  const kept = items.filter((item): item is MenuItem => Boolean(item));
  return kept.filter((item, index) => {
    if (item.kind !== 'separator') return true;
    return (
      index > 0 &&
      kept[index - 1]?.kind !== 'separator' &&
      kept.slice(index + 1).some((later) => later.kind !== 'separator')
    );
  });
}
