import { ContextMenu as BaseContext } from '@base-ui/react/context-menu';
import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement } from 'react';
import type { MenuItem } from './menu-items.ts';
import { MenuList, popupClass } from './MenuList.tsx';

interface Props {
  /** One element that takes the props and the ref of a trigger. */
  trigger: ReactElement;
  /** A function is asked when the menu opens. */
  items: readonly MenuItem[] | (() => readonly MenuItem[]);
  side?: 'top' | 'bottom' | 'left' | 'right';
  align?: 'start' | 'center' | 'end';
  onOpenChange?: (open: boolean) => void;
}

/** A menu under a button. */
export function Menu({ trigger, items, side = 'bottom', align = 'start', onOpenChange }: Props) {
  return (
    <Base.Root {...(onOpenChange ? { onOpenChange } : {})}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} side={side} align={align} collisionPadding={8} className="z-50">
          <Base.Popup className={popupClass}>
            <Items items={items} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** The same menu under the right mouse button, or a long press. */
export function ContextMenu({
  trigger,
  items,
  onOpenChange,
}: Pick<Props, 'trigger' | 'items' | 'onOpenChange'>) {
  return (
    <BaseContext.Root {...(onOpenChange ? { onOpenChange } : {})}>
      <BaseContext.Trigger render={trigger} />
      <BaseContext.Portal>
        <BaseContext.Positioner collisionPadding={8} className="z-50">
          <BaseContext.Popup className={popupClass}>
            <Items items={items} />
          </BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
  );
}

/** Mounted only while the menu is open. */
function Items({ items }: Pick<Props, 'items'>) {
  return <MenuList items={typeof items === 'function' ? items() : items} />;
}
