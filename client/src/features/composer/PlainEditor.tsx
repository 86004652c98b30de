import { type KeyboardEvent, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { matches } from '../shortcuts/registry.ts';
import type { EditorProps } from './editor-types.ts';

/** The field until the editor is here: plain, at once, and never in the way of typing. */
export function PlainEditor({
  ref,
  label,
  placeholder,
  initial,
  autoFocus,
  onChange,
  onSend,
  onEditLast,
  onEscape,
}: EditorProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(initial);
  const change = (next: string) => {
    setText(next);
    onChange(next);
  };
  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus(),
    clear: () => change(''),
    insert: (markdown) => change(text ? `${text}\n${markdown}` : markdown),
    replace: (markdown) => change(markdown),
    takeOver: (markdown) => change(markdown),
    format: () => field.current?.focus(),
  }));
  useEffect(() => {
    const element = field.current;
    if (!autoFocus || !element) return;
    element.focus();
    element.setSelectionRange(element.value.length, element.value.length);
  }, [autoFocus]);
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (matches('send', event)) onSend();
    else if (event.key === 'Escape' && onEscape) onEscape();
    else if (!(matches('editLast', event) && text === '' && onEditLast?.())) return;
    event.preventDefault();
  };
  return (
    <textarea
      ref={field}
      rows={1}
      aria-label={label}
      placeholder={placeholder}
      value={text}
      onChange={(event) => change(event.target.value)}
      onKeyDown={onKeyDown}
      className="block max-h-[calc(0.4*var(--visible-height))] w-full resize-none overflow-y-auto bg-transparent px-3.5 py-2.5 text-body outline-none placeholder:text-faint max-md:text-base"
    />
  );
}
