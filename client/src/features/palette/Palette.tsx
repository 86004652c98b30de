import { Autocomplete } from '@base-ui/react/autocomplete';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { Dialog } from '../../ui/Dialog.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import type { PaletteGroup, PaletteItem } from './palette-items.ts';
import { usePaletteGroups } from './use-palette-groups.tsx';

/** Ctrl/⌘-K: channels, people, threads and commands in one field. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('');
  const groups = usePaletteGroups(query);
  const run = (item: PaletteItem) => {
    onClose();
    item.run();
  };
  return (
    <Dialog open onClose={onClose} title="Go to" bare className="sm:max-w-xl">
      <Autocomplete.Root
        items={groups}
        value={query}
        onValueChange={setQuery}
        mode="none"
        inline
        open
        autoHighlight="always"
        keepHighlight
        itemToStringValue={(item: PaletteItem) => item.label}
      >
        <div className="flex items-center gap-3 border-b border-line px-4">
          <Search className="size-4.5 shrink-0 text-faint" />
          <Autocomplete.Input
            aria-label="Go to a channel, a person, a thread, or a command"
            placeholder="Go to a channel, a person, a thread, or a command"
            className="h-13 w-full bg-transparent text-base outline-none placeholder:text-faint"
          />
        </div>
        <Autocomplete.Empty className="px-4 py-10 text-center text-sm text-muted empty:hidden">
          Nothing is called that.
        </Autocomplete.Empty>
        <Autocomplete.List className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-1.5 empty:hidden sm:max-h-[26rem]">
          {(group: PaletteGroup) => (
            <Autocomplete.Group key={group.value} items={group.items} className="mb-1">
              <Autocomplete.GroupLabel className="px-2.5 pt-2 pb-1 text-xs font-medium text-faint">
                {group.value}
              </Autocomplete.GroupLabel>
              <Autocomplete.Collection>
                {(item: PaletteItem) => (
                  <Autocomplete.Item
                    key={item.id}
                    value={item}
                    onClick={() => run(item)}
                    className="flex min-h-9 items-center gap-2.5 rounded-lg px-2.5 py-1 text-sm outline-none select-none data-highlighted:bg-accent-soft coarse:min-h-12 [&_svg]:size-4 [&_svg]:text-muted"
                  >
                    <span className="flex size-6 shrink-0 items-center justify-center">{item.icon}</span>
                    <span className="min-w-0 truncate font-medium">{item.label}</span>
                    {item.detail && (
                      <span className="min-w-0 flex-1 truncate text-ui text-muted">{item.detail}</span>
                    )}
                    <span className="ml-auto flex shrink-0 items-center gap-2">
                      {item.unread ? <span className="size-2 rounded-full bg-accent" /> : null}
                      {item.shortcut && <Kbd keys={item.shortcut} />}
                    </span>
                  </Autocomplete.Item>
                )}
              </Autocomplete.Collection>
            </Autocomplete.Group>
          )}
        </Autocomplete.List>
        <footer className="hidden items-center gap-4 border-t border-line px-4 py-2 text-xs text-faint sm:flex">
          <span className="flex items-center gap-1.5">
            <Kbd keys="↑ ↓" /> choose
          </span>
          <span className="flex items-center gap-1.5">
            <Kbd keys="↵" /> go
          </span>
          <span className="flex items-center gap-1.5">
            <Kbd keys="Esc" /> close
          </span>
        </footer>
      </Autocomplete.Root>
    </Dialog>
  );
}
