import { type MemberId, type Seq, type ThreadFlags } from '@atrium/shared';
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  lazy,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import {
  type Conversation,
  type MessageRow as Row,
  type PendingRow,
  showsSeq,
  type Timeline as TimelineModel,
} from '../../state/index.ts';
import { openContextMenu } from '../../ui/floating.ts';
import { MessageSkeletons } from '../../ui/Skeleton.tsx';
import { BeforeMessages } from './BeforeMessages.tsx';
import { messageMenu } from './message-menu.tsx';
import { runRowKey } from './row-keys.ts';
import { NewestPill, UnreadPill } from './TimelinePills.tsx';
import { TimelineRow } from './TimelineRow.tsx';
import { endThreshold, useEndKept } from './use-end-kept.ts';
import { useMessageCommands } from './use-message-commands.ts';
import { useOpenedRows } from './use-opened-rows.ts';
import { useSeen } from './use-seen.ts';
import { LazyDialog } from '../frame/LazyDialog.tsx';

const DeleteMessage = lazy(() => import('./DeleteMessage.tsx'));

interface Props {
  conversation: Conversation;
  timeline: TimelineModel;
  self: MemberId;
  flags: ThreadFlags | null;
  /** Stands above the very first message. */
  intro: ReactNode;
  editing: Seq | null;
  onQuote: (markdown: string) => void;
  onEdit: (seq: Seq | null) => void;
  onOpenThread: (rootSeq: Seq) => void;
  onTakeBack: (row: PendingRow) => void;
}

/** Further pages are fetched when this many rows or fewer are left at an end. */
const pageAhead = 12;

/** The rows of a conversation: virtual, opened where the reader left, held in place while others arrive. */
export function Timeline(props: Props) {
  const { conversation, timeline, self, flags, intro, editing, onQuote, onEdit, onOpenThread, onTakeBack } =
    props;
  const { rows, hasBefore, hasAfter, target } = timeline;
  const scroller = useRef<HTMLElement>(null);
  const [hovered, setHovered] = useState<string | null>(null);
  const [held, setHeld] = useState<string | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const [removing, setRemoving] = useState<Row | null>(null);
  /** A menu of a row was closed: where its button is gone by then, the keyboard goes on at the row. */
  const release = (key: string | null) => {
    setHeld(null);
    requestAnimationFrame(() => {
      if (key !== null && document.activeElement === document.body) focusRow(scroller.current, key);
    });
  };
  const commands = useMessageCommands({
    ...conversation,
    flags,
    onOpenThread,
    onQuote,
    onEdit,
    onRemove: setRemoving,
    onHold: (key) => (key === null ? release(held) : setHeld(key)),
  });

  // Another function makes the list measure all of its rows anew: it must change with the rows only, not with each frame.
  const getItemKey = useCallback(
    (index: number) => (index === 0 ? 'head' : (rows.at(index - 1)?.key ?? index)),
    [rows],
  );
  // Row 0 is what stands above the messages; the messages follow.
  const virtual = useVirtualizer({
    count: rows.length + 1,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (index === 0 ? 160 : 52),
    getItemKey,
    overscan: 8,
    anchorTo: 'end',
    followOnAppend: !hasAfter,
    scrollEndThreshold: endThreshold,
    paddingEnd: 12,
    useAnimationFrameWithResizeObserver: false,
  });

  const ready = timeline.status === 'ready';
  const placed = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (!ready) return;
    const token = target?.token ?? -1;
    if (placed.current === token) return;
    const index = target ? rows.indexOfSeq(target.seq) : -1;
    if (target && index < 0 && placed.current !== null) return;
    placed.current = token;
    // To the newest is to the end, wherever that is by then: a row that was the last one is left behind where much is said.
    if (target?.align === 'center' && index >= 0) virtual.scrollToIndex(index + 1, { align: 'center' });
    else virtual.scrollToEnd();
  }, [ready, target, rows, virtual]);

  const items = virtual.getVirtualItems();
  const firstIndex = items[0]?.index ?? 0;
  const lastIndex = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (!ready) return;
    if (hasBefore && !timeline.loadingBefore && firstIndex <= pageAhead) void timeline.loadBefore();
    if (hasAfter && !timeline.loadingAfter && lastIndex >= rows.length - pageAhead) void timeline.loadAfter();
  }, [ready, hasBefore, hasAfter, firstIndex, lastIndex, rows.length, timeline]);
  const { keepNear } = timeline;
  const nearSeq = rows.seqAtOrBefore((firstIndex + lastIndex) >> 1);
  useEffect(() => {
    if (!ready || nearSeq === null) return;
    keepNear(nearSeq);
    forgetSizes(virtual, rows);
  }, [ready, nearSeq, keepNear, rows, virtual]);
  useSeen(scroller, virtual, timeline);
  useEndKept(scroller, virtual);
  const { highlightSeq } = timeline;
  const { isOpen, toggle } = useOpenedRows(highlightSeq);

  const rowAt = (element: EventTarget | null): Row | null => {
    const key =
      element instanceof Element ? element.closest<HTMLElement>('[data-key]')?.dataset['key'] : undefined;
    const row = key === undefined ? undefined : rows.at(rows.indexOfKey(key));
    return row?.type === 'message' ? row : null;
  };

  const moveFocus = (from: string | null, step: 1 | -1) => {
    let index = from === null ? rows.length : rows.indexOfKey(from);
    do index += step;
    while (index >= 0 && index < rows.length && rows.at(index)?.type !== 'message');
    const row = rows.at(index);
    if (index < 0 || !row) return;
    setFocused(row.key);
    virtual.scrollToIndex(index + 1, { align: 'auto' });
    requestAnimationFrame(() => focusRow(scroller.current, row.key));
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    const row = target?.dataset['key'] === undefined ? null : rowAt(target);
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if (!row || !plain) return;
    if (event.key === 'ArrowUp' || event.key === 'k') moveFocus(row.key, -1);
    else if (event.key === 'ArrowDown' || event.key === 'j') moveFocus(row.key, 1);
    else if (!runRowKey(event, row, commands)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  const lastMessageKey = focused ?? lastKeyOf(rows);
  return (
    <div className="relative min-h-0 flex-1">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <section
        ref={scroller}
        aria-label={conversation.rootSeq === null ? 'Messages' : 'Replies'}
        aria-busy={!ready || timeline.loadingBefore || timeline.loadingAfter}
        className="absolute inset-0 overflow-x-hidden overflow-y-auto overscroll-contain [overflow-anchor:none]"
        onKeyDown={onKeyDown}
        onPointerOver={(event) =>
          event.pointerType === 'mouse' && setHovered(rowAt(event.target)?.key ?? null)
        }
        onPointerLeave={() => setHovered(null)}
        onContextMenu={(event) => {
          const row = rowAt(event.target);
          // Links and selected text keep the browser's own menu.
          if (!row || event.target instanceof HTMLAnchorElement || window.getSelection()?.toString()) return;
          setHeld(row.key);
          openContextMenu(event, messageMenu(row, commands), () => release(row.key));
        }}
        onFocus={(event) => setFocused(rowAt(event.target)?.key ?? null)}
        onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setFocused(null)}
      >
        {ready && <UnreadPill timeline={timeline} virtual={virtual} />}
        {!ready ? (
          <BeforeMessages timeline={timeline} onTakeBack={onTakeBack} />
        ) : (
          <div style={{ height: virtual.getTotalSize() }} className="relative w-full">
            <div
              style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}
              className="absolute inset-x-0 top-0"
            >
              {items.map((item) => {
                const row = item.index === 0 ? null : rows.at(item.index - 1);
                return (
                  <div
                    key={item.key}
                    data-index={item.index}
                    ref={virtual.measureElement}
                    className="flow-root"
                  >
                    {row ? (
                      <TimelineRow
                        row={row}
                        conversation={conversation}
                        self={self}
                        commands={commands}
                        active={(held ?? hovered ?? focused) === row.key}
                        focusable={lastMessageKey === row.key}
                        highlightSeq={
                          highlightSeq !== null && showsSeq(row, highlightSeq) ? highlightSeq : null
                        }
                        editing={row.type === 'message' && editing === row.seq}
                        open={isOpen(row)}
                        onToggle={toggle}
                        onTakeBack={onTakeBack}
                      />
                    ) : hasBefore ? (
                      <MessageSkeletons rows={2} />
                    ) : (
                      intro
                    )}
                  </div>
                );
              })}
            </div>
          </div>
        )}
        {ready && <NewestPill timeline={timeline} virtual={virtual} />}
      </section>
      <LazyDialog onFail={() => setRemoving(null)}>
        {removing && (
          <DeleteMessage
            channelId={conversation.channelId}
            row={removing}
            onClose={() => setRemoving(null)}
          />
        )}
      </LazyDialog>
    </div>
  );
}

function focusRow(list: HTMLElement | null, key: string): void {
  list?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/** Heights of rows that are not loaded any more are of no use, and would be kept for ever. */
function forgetSizes(virtual: Virtualizer<HTMLElement, Element>, rows: TimelineModel['rows']): void {
  const { itemSizeCache } = virtual;
  if (itemSizeCache.size < 2 * rows.length + 500) return;
  const keys = new Set([...rows].map(({ key }) => key));
  for (const key of itemSizeCache.keys())
    if (key !== 'head' && !keys.has(String(key))) itemSizeCache.delete(key);
}

function lastKeyOf(rows: TimelineModel['rows']): string | null {
  for (let index = rows.length - 1; index >= 0 && index > rows.length - 40; index -= 1) {
    const row = rows.at(index);
    if (row?.type === 'message') return row.key;
  }
  return null;
}
