import { type ComponentType, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { EditorHandle, EditorProps } from './editor-types.ts';
import { PlainEditor } from './PlainEditor.tsx';

type Rich = ComponentType<EditorProps>;
let rich: Rich | null = null;
let loading: Promise<Rich> | null = null;

function load(): Promise<Rich> {
  loading ??= import('./RichEditor.tsx').then((module) => (rich = module.default));
  // A chunk that did not come (offline, say) is asked for again the next time.
  loading.catch(() => (loading = null));
  return loading;
}

/** How long the plain field is left alone when the caret is in the middle of what it holds. */
const laterMs = 400;

/**
 * The editor; a plain field until its code is here. Both stand for a moment: the plain one has the keyboard until the other
 * can take it within one and the same turn, so that no key falls between them.
 */
export function Editor({ ref, ...props }: EditorProps) {
  const [Component, setComponent] = useState<Rich | null>(() => rich);
  const [swapped, setSwapped] = useState(() => rich !== null);
  const text = useRef(props.initial);
  const box = useRef<HTMLDivElement>(null);
  const next = useRef<HTMLDivElement>(null);
  const waiting = useRef<EditorHandle>(null);
  const composing = useRef(false);
  const timer = useRef(0);

  useEffect(() => {
    let gone = false;
    if (!Component) {
      load().then(
        (loaded) => gone || setComponent(() => loaded),
        // The plain field goes on doing its work.
        () => undefined,
      );
    }
    return () => {
      gone = true;
      clearTimeout(timer.current);
    };
  }, [Component]);

  const takeOver = () => {
    const field = box.current?.querySelector('textarea');
    const focused = Boolean(field) && document.activeElement === field;
    if (composing.current || (focused && field?.selectionStart !== field?.value.length)) {
      timer.current = window.setTimeout(takeOver, laterMs);
      return;
    }
    // Nothing in what is inert takes the keyboard.
    if (next.current) next.current.inert = false;
    waiting.current?.takeOver(text.current, focused);
    flushSync(() => setSwapped(true));
  };
  const onChange = (markdown: string) => {
    text.current = markdown;
    props.onChange(markdown);
  };
  return (
    <div
      ref={box}
      className="relative"
      onCompositionStart={() => (composing.current = true)}
      onCompositionEnd={() => (composing.current = false)}
    >
      {!swapped && <PlainEditor {...props} ref={ref ?? null} onChange={onChange} />}
      {Component && (
        <div
          ref={next}
          inert={!swapped}
          aria-hidden={!swapped || undefined}
          className={swapped ? undefined : 'pointer-events-none absolute inset-0 overflow-hidden opacity-0'}
        >
          <Component
            {...props}
            ref={swapped ? (ref ?? null) : waiting}
            autoFocus={swapped && props.autoFocus}
            onChange={(markdown) => swapped && onChange(markdown)}
            {...(swapped ? {} : { onReady: takeOver })}
          />
        </div>
      )}
    </div>
  );
}
