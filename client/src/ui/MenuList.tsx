import { Menu as Base } from '@base-ui/react/menu';
import { Check, ChevronRight } from 'lucide-react';
import { cn } from './cn.ts';
import { Kbd } from './Kbd.tsx';
import type { MenuAction, MenuChoice, MenuItem, MenuSubmenu } from './menu-items.ts';

const row =
  'flex min-h-8 items-center gap-2.5 rounded-md px-2 py-1 text-ui outline-none select-none data-disabled:opacity-45 data-highlighted:bg-hover data-popup-open:bg-hover coarse:min-h-11 coarse:text-sm [&_svg]:size-4 [&_svg]:shrink-0';
export const popupClass = 'popup max-h-(--available-height) min-w-52 max-w-80 overflow-y-auto p-1';

export function MenuList({ items }: { items: readonly MenuItem[] }) {
  return items.map((item, index) => <Row key={'label' in item ? item.label : index} item={item} />);
}

function Row({ item }: { item: MenuItem }) {
  switch (item.kind) {
    case 'separator':
      return <Base.Separator className="mx-2 my-1 h-px bg-line" />;
    case 'label':
      return <div className="px-2 pt-2 pb-1 text-xs font-medium text-faint">{item.label}</div>;
    case 'choice':
      return <Choice item={item} />;
    case 'submenu':
      return <Submenu item={item} />;
    case undefined:
    case 'action':
      return <Action item={item} />;
  }
}

function Action({ item }: { item: MenuAction }) {
  return (
    <Base.Item
      disabled={item.disabled ?? false}
      onClick={item.onSelect}
      className={cn(row, item.danger ? 'text-danger-ink [&_svg]:text-danger-ink' : '[&_svg]:text-muted')}
    >
      {item.icon}
      <span className="flex min-w-0 flex-1 flex-col">
        <span>{item.label}</span>
        {item.hint && <span className="text-xs text-muted">{item.hint}</span>}
      </span>
      {item.shortcut && (
        <span className="coarse:hidden">
          <Kbd keys={item.shortcut} />
        </span>
      )}
    </Base.Item>
  );
}

function Choice({ item }: { item: MenuChoice }) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pt-2 pb-1 text-xs font-medium text-faint">
        {item.label}
      </Base.GroupLabel>
      <Base.RadioGroup value={item.value} onValueChange={(value: string) => item.onChange(value)}>
        {item.options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} closeOnClick className={row}>
            <span className="size-4">
              <Base.RadioItemIndicator>
                <Check className="text-accent-ink" />
              </Base.RadioItemIndicator>
            </span>
            <span className="flex min-w-0 flex-col">
              <span>{option.label}</span>
              {option.hint && <span className="text-xs text-muted">{option.hint}</span>}
            </span>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}

function Submenu({ item }: { item: MenuSubmenu }) {
  return (
    <Base.SubmenuRoot>
      <Base.SubmenuTrigger className={cn(row, '[&_svg]:text-muted')}>
        {item.icon}
        <span className="flex-1">{item.label}</span>
        <ChevronRight />
      </Base.SubmenuTrigger>
      <Base.Portal>
        <Base.Positioner sideOffset={2} alignOffset={-4} collisionPadding={8} className="z-50">
          <Base.Popup className={popupClass}>
            <MenuList items={item.items} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.SubmenuRoot>
  );
}
