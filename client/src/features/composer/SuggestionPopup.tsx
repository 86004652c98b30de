/* oxlint-disable jsx-a11y/prefer-tag-over-role --
   The focus stays in the text: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */
import type { ChannelId } from '@atrium/shared';
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { cn } from '../../ui/cn.ts';
import type { SuggestionState } from './editor/suggestions.ts';
import { useSuggestionItems } from './use-suggestion-items.tsx';

export interface SuggestionHandle {
  /** True when the key was meant for the list. */
  onKey(event: KeyboardEvent): boolean;
}

interface Props {
  ref: Ref<SuggestionHandle>;
  state: SuggestionState;
  channelId: ChannelId;
  mayCallEveryone: boolean;
}

/** What could be meant, over the field while it is being typed. The focus stays in the text. */
export function SuggestionPopup({ ref, state, channelId, mayCallEveryone }: Props) {
  const items = useSuggestionItems(state, channelId, mayCallEveryone);
  const [chosen, setChosen] = useState({ query: state.query, at: 0 });
  const setAt = (at: number) => setChosen({ query: state.query, at });
  const [closed, setClosed] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  // What is typed begins at the top again.
  const index = chosen.query === state.query ? Math.min(chosen.at, items.length - 1) : 0;
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [index]);
  useImperativeHandle(ref, () => ({
    onKey: (event) => {
      if (items.length === 0 || closed) return false;
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (step !== 0) setAt((index + step + items.length) % items.length);
      else if (event.key === 'Enter' || event.key === 'Tab') items[index]?.choose();
      else if (event.key === 'Escape') setClosed(true);
      else return false;
      return true;
    },
  }));
  if (items.length === 0 || closed) return null;
  return (
    <div
      ref={list}
      role="listbox"
      aria-label="Suggestions"
      className="popup absolute inset-x-0 bottom-full z-20 mb-2 max-h-72 max-w-md overflow-y-auto p-1"
    >
      {items.map((item, position) => (
        <div
          key={item.id}
          role="option"
          tabIndex={-1}
          aria-selected={position === index}
          onPointerMove={() => setAt(position)}
          onPointerDown={(event) => {
            event.preventDefault();
            item.choose();
          }}
          className={cn(
            'flex min-h-9 items-center gap-2.5 rounded-md px-2 py-1 text-sm coarse:min-h-11',
            position === index && 'bg-accent-soft',
          )}
        >
          <span className="flex size-6 shrink-0 items-center justify-center">{item.icon}</span>
          <span className="min-w-0 truncate font-medium">{item.label}</span>
          <span className="min-w-0 shrink-[1000] truncate text-ui text-muted">{item.detail}</span>
        </div>
      ))}
    </div>
  );
}
