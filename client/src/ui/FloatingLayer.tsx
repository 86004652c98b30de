import { Menu } from '@base-ui/react/menu';
import { Popover } from '@base-ui/react/popover';
import { Tooltip } from '@base-ui/react/tooltip';
import { cn } from './cn.ts';
import {
  type Anchor,
  closeFloating,
  hideTooltip,
  type OpenMenu,
  type OpenPopover,
  type OpenTooltip,
  useFloating,
} from './floating.ts';
import { Kbd } from './Kbd.tsx';
import { MenuList, popupClass } from './MenuList.tsx';

export default function FloatingLayer() {
  const { open, tooltip } = useFloating();
  return (
    <>
      {open?.kind === 'menu' && <MenuLayer key={open.owner} menu={open} />}
      {open?.kind === 'popover' && <PopoverLayer key={open.owner} popover={open} />}
      {tooltip && <TooltipLayer key={tooltip.owner} tooltip={tooltip} />}
    </>
  );
}

/** What a place on the page looks like to the code that puts things beside it. */
function placeOf(anchor: Anchor) {
  if (anchor instanceof Element) return anchor;
  const { x, y } = anchor;
  return { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) };
}

function focusOf(anchor: Anchor) {
  return () => (anchor instanceof HTMLElement && anchor.isConnected ? anchor : true);
}

function MenuLayer({ menu }: { menu: OpenMenu }) {
  return (
    <Menu.Root open onOpenChange={(open) => !open && closeFloating()}>
      <Menu.Portal>
        <Menu.Positioner
          anchor={placeOf(menu.anchor)}
          side={menu.side}
          align={menu.align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50"
        >
          <Menu.Popup className={popupClass} finalFocus={focusOf(menu.anchor)}>
            <MenuList items={menu.items} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function PopoverLayer({ popover }: { popover: OpenPopover }) {
  return (
    <Popover.Root open onOpenChange={(open) => !open && closeFloating()}>
      <Popover.Portal>
        <Popover.Positioner
          anchor={placeOf(popover.anchor)}
          side={popover.side}
          align={popover.align}
          sideOffset={6}
          collisionPadding={8}
          className="z-50"
        >
          <Popover.Popup className={cn('popup', popover.className)} finalFocus={focusOf(popover.anchor)}>
            <Popover.Title className="sr-only">{popover.title}</Popover.Title>
            {popover.content}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function TooltipLayer({ tooltip }: { tooltip: OpenTooltip }) {
  return (
    <Tooltip.Root open onOpenChange={(open) => !open && hideTooltip(tooltip.owner)}>
      <Tooltip.Portal>
        <Tooltip.Positioner
          anchor={tooltip.anchor}
          side={tooltip.side}
          sideOffset={6}
          collisionPadding={8}
          className="pointer-events-none z-50"
        >
          <Tooltip.Popup className="flex max-w-72 items-center gap-2 rounded-md bg-[oklch(0.27_0.01_70)] px-2 py-1 text-xs text-[oklch(0.97_0.004_85)] shadow-float transition-opacity duration-100 data-starting-style:opacity-0 dark:bg-[oklch(0.36_0.01_70)]">
            <span className="min-w-0 text-balance break-words">{tooltip.label}</span>
            {tooltip.shortcut && <Kbd keys={tooltip.shortcut} tone="dark" />}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
