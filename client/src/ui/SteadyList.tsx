import { Component, createRef, type ReactNode } from 'react';
import { cn } from './cn.ts';

interface Props {
  className?: string;
  children: ReactNode;
}

/** Where rows stand on the screen (px from its top). */
type Places = [row: Element, top: number][];

/**
 * A list that scrolls and may change anywhere, also above what somebody looks at: most of that stays where it is. At the
 * top what is new comes into view, unless somebody points at the list or has the keyboard in it.
 */
export class SteadyList extends Component<Props> {
  readonly #box = createRef<HTMLDivElement>();

  override getSnapshotBeforeUpdate(): Places | null {
    const box = this.#box.current;
    if (!box || (box.scrollTop === 0 && !box.matches(':hover, :focus-within'))) return null;
    const { top, bottom } = box.getBoundingClientRect();
    const isInView = (row: Element) => {
      const place = row.getBoundingClientRect();
      return place.bottom > top && place.top < bottom;
    };
    return [...box.children].filter(isInView).map((row) => [row, row.getBoundingClientRect().top]);
  }

  override componentDidUpdate(_props: Props, _state: unknown, before: Places | null) {
    const box = this.#box.current;
    if (!box || !before) return;
    const shifts = before
      .filter(([row]) => row.isConnected)
      .map(([row, top]) => Math.round(row.getBoundingClientRect().top - top));
    box.scrollTop += mostFrequent(shifts) ?? 0;
  }

  override render() {
    const { className, children } = this.props;
    return (
      // The browser would keep one row in place, and go with it where that row alone moves.
      <div ref={this.#box} className={cn('overflow-y-auto [overflow-anchor:none]', className)}>
        {children}
      </div>
    );
  }
}

/** The first of them, where several are as frequent. */
function mostFrequent(values: readonly number[]): number | undefined {
  const times = new Map<number, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  const most = Math.max(...times.values());
  return [...times].find(([, count]) => count === most)?.[0];
}
