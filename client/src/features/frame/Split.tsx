import type { ReactNode } from 'react';
import { useMedia } from '../../ui/use-media.ts';
import { Edge } from './Edge.tsx';
import { useStoredSize } from './use-stored-size.ts';

/** Narrower windows have no room for a pane beside a conversation. */
const tooNarrow = '(max-width: 1099px)';
const paneSize = { key: 'atrium.pane', initial: 420, min: 320, max: 720 };

/** A view with a pane beside it; in a narrow window, or when the pane is `full`, the pane stands in its place. */
export function Split({
  children,
  pane,
  full = false,
  label,
}: {
  children: ReactNode;
  pane: ReactNode;
  full?: boolean;
  label: string;
}) {
  const narrow = useMedia(tooNarrow);
  const [width, setWidth] = useStoredSize(paneSize);
  const covers = Boolean(pane) && (narrow || full);
  return (
    <div className="flex min-h-0 flex-1">
      {!covers && <div className="flex min-w-0 flex-1 flex-col">{children}</div>}
      {pane && (
        <aside
          aria-label={label}
          style={covers ? undefined : { width }}
          className={
            covers
              ? 'flex min-w-0 flex-1 flex-col'
              : 'relative flex max-w-[60%] shrink-0 flex-col border-l border-line'
          }
        >
          {!covers && (
            <Edge label="Width of the pane" side="left" size={width} limits={paneSize} onChange={setWidth} />
          )}
          {covers && <h1 className="sr-only">{label}</h1>}
          {pane}
        </aside>
      )}
    </div>
  );
}
