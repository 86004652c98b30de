/**
 * How much of the page an on-screen keyboard leaves. Where the keyboard does not resize the page but lies over it (Safari on
 * a phone), the browser also scrolls the page to show the field; both are undone here, by two properties of the root that
 * the layout is made of (tokens.css).
 * https://developer.mozilla.org/en-US/docs/Web/API/VisualViewport
 */
interface Area extends EventTarget {
  readonly height: number;
  readonly offsetTop: number;
  readonly scale: number;
}

interface PageWindow {
  /** Null in a browser that cannot tell. */
  readonly visualViewport: Area | null;
  readonly innerHeight: number;
  scrollTo(x: number, y: number): void;
}

/** Less than any keyboard; a bar of the browser that comes and goes may be as high. */
const keyboardMin = 100;

/** @returns undoes it */
export function followVisibleArea(page: PageWindow, root: HTMLElement): () => void {
  const area = page.visualViewport;
  if (!area) return () => undefined;
  const clear = () => {
    root.style.removeProperty('--visible-height');
    root.style.removeProperty('--keyboard-height');
  };
  const follow = () => {
    const hidden = page.innerHeight - area.height;
    // Who has zoomed in moves about the page on purpose.
    if (hidden < keyboardMin || Math.abs(area.scale - 1) > 0.01) return clear();
    root.style.setProperty('--visible-height', `${area.height}px`);
    root.style.setProperty('--keyboard-height', `${hidden}px`);
    page.scrollTo(0, 0);
  };
  area.addEventListener('resize', follow);
  area.addEventListener('scroll', follow);
  follow();
  return () => {
    area.removeEventListener('resize', follow);
    area.removeEventListener('scroll', follow);
    clear();
  };
}
