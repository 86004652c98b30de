/* oxlint-disable jsx-a11y/prefer-tag-over-role --
   A grid of which a part is drawn is no table: https://www.w3.org/WAI/ARIA/apg/patterns/grid/ */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef } from 'react';
import { cn } from '../../ui/cn.ts';
import type { EmojiLine, EmojiPlace } from './emoji-lines.ts';

export interface EmojiGridHandle {
  /** Scrolls a line into view. */
  show(line: number): void;
  showCategory(name: string): void;
}

interface Props {
  ref: Ref<EmojiGridHandle>;
  id: string;
  lines: readonly EmojiLine[];
  /** In pixels. */
  rowHeight: number;
  place: EmojiPlace | null;
  onPlace: (place: EmojiPlace) => void;
  onPick: (emoji: string) => void;
  /** Which category stands at the top now. */
  onCategory: (name: string) => void;
}

const headingHeight = 30;

export const placeId = (gridId: string, { line, column }: EmojiPlace) => `${gridId}-${line}-${column}`;

/** The lines that are in view, of some two hundred. The keyboard stays in the field above. */
export function EmojiGrid({ ref, id, lines, rowHeight, place, onPlace, onPick, onCategory }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === 'heading' ? headingHeight : rowHeight),
    overscan: 3,
    paddingEnd: 4,
  });
  const remeasure = useEffectEvent(() => virtual.measure());
  useEffect(() => remeasure(), [lines, rowHeight]);
  useImperativeHandle(ref, () => ({
    show(line) {
      const element = scroller.current;
      // With its heading, where there is one above it.
      const first = virtual.measurementsCache[lines[line - 1]?.kind === 'heading' ? line - 1 : line];
      const last = virtual.measurementsCache[line];
      if (!element || !first || !last) return;
      if (first.start < element.scrollTop) element.scrollTop = first.start;
      else element.scrollTop = Math.max(element.scrollTop, last.end - element.clientHeight);
    },
    showCategory: (name) =>
      virtual.scrollToIndex(
        Math.max(
          0,
          lines.findIndex((line) => line.kind === 'heading' && line.name === name),
        ),
        { align: 'start' },
      ),
  }));
  const top = lines[virtual.getVirtualItemForOffset(virtual.scrollOffset ?? 0)?.index ?? 0];
  const category = top?.kind === 'row' ? top.category : top?.name;
  const tell = useEffectEvent((name: string) => onCategory(name));
  useEffect(() => {
    if (category !== undefined) tell(category);
  }, [category]);
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
      <div
        id={id}
        role="grid"
        aria-label="Emoji"
        aria-rowcount={lines.length}
        className="relative"
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = lines[index];
          return (
            line && (
              <div
                key={index}
                role="row"
                aria-rowindex={index + 1}
                className="absolute inset-x-0 flex px-2"
                style={{ top: start, height: line.kind === 'heading' ? headingHeight : rowHeight }}
              >
                {line.kind === 'heading' ? (
                  <span role="rowheader" className="self-end px-1 pb-1 text-xs font-medium text-faint">
                    {line.name}
                  </span>
                ) : (
                  line.emoji.map(({ emoji, label }, column) => (
                    <Cell
                      key={emoji}
                      id={placeId(id, { line: index, column })}
                      emoji={emoji}
                      label={label}
                      isActive={place?.line === index && place.column === column}
                      onPoint={() => onPlace({ line: index, column })}
                      onPick={onPick}
                    />
                  ))
                )}
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

interface CellProps {
  id: string;
  emoji: string;
  label: string;
  isActive: boolean;
  onPoint: () => void;
  onPick: (emoji: string) => void;
}

function Cell({ id, emoji, label, isActive, onPoint, onPick }: CellProps) {
  return (
    <button
      type="button"
      role="gridcell"
      id={id}
      tabIndex={-1}
      aria-label={label}
      aria-selected={isActive}
      // The field keeps the keyboard.
      onPointerDown={(event) => event.preventDefault()}
      onPointerMove={() => isActive || onPoint()}
      onClick={() => onPick(emoji)}
      className={cn(
        'emoji flex h-full w-[11.11%] items-center justify-center rounded-md text-xl leading-none coarse:w-[14.28%] coarse:text-2xl',
        isActive && 'bg-hover',
      )}
    >
      {emoji}
    </button>
  );
}
