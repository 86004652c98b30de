import { type ComponentType, useEffect, useRef, useState } from 'react';
import type { EditorProps } from './editor-types.ts';
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

/**
 * The editor; a plain field until its code is here. The two change places only while nobody could notice: with the caret
 * at the end, or no caret in the field at all.
 */
export function Editor(props: EditorProps) {
  const [Component, setComponent] = useState<Rich | null>(() => rich);
  const text = useRef(props.initial);
  const box = useRef<HTMLDivElement>(null);
  const [focusNext, setFocusNext] = useState(false);

  useEffect(() => {
    if (Component) return;
    let gone = false;
    let timer = 0;
    const swap = (loaded: Rich) => {
      if (gone) return;
      const field = box.current?.querySelector('textarea');
      const focused = field !== null && field !== undefined && document.activeElement === field;
      if (focused && field.selectionStart !== field.value.length) {
        timer = window.setTimeout(() => swap(loaded), 400);
        return;
      }
      setFocusNext(focused);
      setComponent(() => loaded);
    };
    load().then(swap, () => undefined);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [Component]);

  const onChange = (markdown: string) => {
    text.current = markdown;
    props.onChange(markdown);
  };
  return (
    <div ref={box}>
      {Component ? (
        <Component
          {...props}
          initial={text.current}
          autoFocus={focusNext || props.autoFocus}
          onChange={onChange}
        />
      ) : (
        <PlainEditor {...props} onChange={onChange} />
      )}
    </div>
  );
}
