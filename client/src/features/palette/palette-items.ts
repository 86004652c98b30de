import type { ReactNode } from 'react';

export interface PaletteItem {
  id: string;
  label: string;
  detail?: string;
  icon: ReactNode;
  unread?: boolean;
  shortcut?: string;
  run: () => void;
}

export interface PaletteGroup {
  /** Its title. */
  value: string;
  items: PaletteItem[];
}

/** Do all words of the query begin words of the text? */
export function isMatch(query: string, text: string): boolean {
  const words = text.toLowerCase().split(/[\s_.-]+/);
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => words.some((word) => word.startsWith(part)));
}
