import { defaultEmojiDataResolver } from 'frimousse';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useMedia } from '../../ui/use-media.ts';
import { EmojiCategories } from './EmojiCategories.tsx';
import { EmojiGrid, type EmojiGridHandle, placeId } from './EmojiGrid.tsx';
import {
  type EmojiBook,
  emojiAt,
  type EmojiPlace,
  firstPlace,
  foundName,
  placeAfter,
  recentName,
  toBook,
  toLines,
} from './emoji-lines.ts';
import { noteEmoji, recentEmoji } from './recent-emoji.ts';

/** From our own server: by itself the resolver would ask a CDN. */
const emojibaseUrl = '/emoji';

/** All emoji by category, those that were used last above them, and a field to find one. Arrows choose, Enter picks. */
export default function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const { book, failed } = useEmojiBook();
  // A finger needs more room than a pointer, and no keyboard over half of the list.
  const coarse = useMedia('(pointer: coarse)');
  const columns = coarse ? 7 : 9;
  const [recent] = useState(recentEmoji);
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<EmojiPlace | null>(null);
  const [name, setName] = useState<string | null>(null);
  const grid = useRef<EmojiGridHandle>(null);
  const gridId = useId();
  const searched = query.trim() !== '';
  const lines = useMemo(() => {
    if (!book) return [];
    const all = [{ name: recentName, emoji: book.named(recent) }, ...book.categories];
    return toLines(searched ? [{ name: foundName, emoji: book.find(query) }] : all, columns);
  }, [book, recent, searched, query, columns]);
  const place = chosen ?? (searched ? firstPlace(lines) : null);
  const active = emojiAt(lines, place);

  const pick = (emoji: string) => {
    onPick(emoji);
    noteEmoji(emoji);
  };
  const search = (text: string) => {
    setQuery(text);
    setChosen(null);
    grid.current?.show(0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const next = placeAfter(lines, place, event);
    if (next) {
      setChosen(next);
      grid.current?.show(next.line);
    } else if (event.key === 'Enter' && active) pick(active.emoji);
    else return;
    event.preventDefault();
  };
  const found = lines.reduce((sum, line) => sum + (line.kind === 'row' ? line.emoji.length : 0), 0);
  return (
    <div className="isolate flex h-96 max-h-(--available-height) w-80 max-w-[calc(100vw-1.5rem)] flex-col">
      <input
        type="text"
        role="combobox"
        aria-label="Find an emoji"
        aria-expanded
        aria-haspopup="grid"
        aria-autocomplete="list"
        aria-controls={gridId}
        aria-activedescendant={place ? placeId(gridId, place) : undefined}
        autoComplete="off"
        autoFocus={!coarse}
        placeholder="Find an emoji"
        value={query}
        onChange={(event) => search(event.target.value)}
        onKeyDown={onKeyDown}
        className="m-2 h-9 shrink-0 rounded-lg bg-canvas px-3 text-sm shadow-[inset_0_0_0_1px_var(--c-line-strong)] outline-none focus-visible:shadow-[inset_0_0_0_2px_var(--c-accent)] dark:bg-sunken coarse:h-11 coarse:text-base"
      />
      {book && (
        <EmojiCategories
          names={[...(recent.length > 0 ? [recentName] : []), ...book.categories.map((one) => one.name)]}
          current={searched ? null : name}
          onChoose={(wanted) => {
            search('');
            // What was found gives way to all of them first.
            requestAnimationFrame(() => grid.current?.showCategory(wanted));
          }}
        />
      )}
      <EmojiGrid
        ref={grid}
        id={gridId}
        lines={lines}
        rowHeight={coarse ? 44 : 34}
        place={place}
        onPlace={setChosen}
        onPick={pick}
        onCategory={setName}
      />
      <output className="sr-only">
        {searched && book ? (found === 1 ? 'One found' : `${found} found`) : ''}
      </output>
      <div
        aria-hidden
        className="flex h-9 shrink-0 items-center gap-2 border-t border-line px-3 text-xs text-muted"
      >
        {active ? (
          <>
            <span className="text-base">{active.emoji}</span>
            <span className="truncate">{active.label}</span>
          </>
        ) : failed ? (
          'The emoji did not load. Try again once you are online.'
        ) : !book ? (
          'Loading…'
        ) : lines.length === 0 ? (
          'None is called that.'
        ) : (
          'Choose one'
        )}
      </div>
    </div>
  );
}

function useEmojiBook(): { book: EmojiBook | null; failed: boolean } {
  const [book, setBook] = useState<EmojiBook | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const gone = new AbortController();
    Promise.resolve(defaultEmojiDataResolver('en', { emojibaseUrl, signal: gone.signal })).then(
      (data) => setBook(toBook(data)),
      () => gone.signal.aborted || setFailed(true),
    );
    return () => gone.abort();
  }, []);
  return { book, failed };
}
