import { ArrowDown, ArrowUp, Pencil, Trash2 } from 'lucide-react';
import { type MenuItem, menuOf } from '../../ui/menu-items.ts';
import { showOverlay } from '../frame/overlays.ts';
import type { Arrangement } from './use-arrangement.ts';

/** What one can do with a section of one's own. */
export function sectionMenu(
  name: string,
  { index, count }: { index: number; count: number },
  arrangement: Arrangement,
): MenuItem[] {
  return menuOf(
    { label: 'Rename', icon: <Pencil />, onSelect: () => showOverlay({ kind: 'rename-section', name }) },
    {
      label: 'Move up',
      icon: <ArrowUp />,
      disabled: index === 0,
      onSelect: () => arrangement.placeSection(name, index - 1),
    },
    {
      label: 'Move down',
      icon: <ArrowDown />,
      disabled: index === count - 1,
      onSelect: () => arrangement.placeSection(name, index + 1),
    },
    { kind: 'separator' },
    {
      label: 'Remove the section',
      hint: 'Its channels stay',
      icon: <Trash2 />,
      danger: true,
      onSelect: () => arrangement.removeSection(name),
    },
  );
}
