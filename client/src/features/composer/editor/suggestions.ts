import { type Editor, Extension, type Range } from '@tiptap/core';
import { PluginKey } from '@tiptap/pm/state';
import { Suggestion, type SuggestionProps } from '@tiptap/suggestion';

export type SuggestionSign = '@' | '#' | ':';

export interface SuggestionState {
  sign: SuggestionSign;
  query: string;
  editor: Editor;
  range: Range;
}

interface Options {
  onChange: (state: SuggestionState | null) => void;
  onKey: (event: KeyboardEvent) => boolean;
}

/** A colon means an emoji only once a word has begun: `:)` and `10:30` are left alone. */
const queryMin: Record<SuggestionSign, number> = { '@': 0, '#': 0, ':': 2 };

/** Type-ahead for people, channels and emoji: says what is being typed; the list itself is drawn beside the field. */
export function suggestions({ onChange, onKey }: Options) {
  const plugin = (editor: Editor, sign: SuggestionSign) => {
    const show = ({ query, range }: SuggestionProps) =>
      onChange(query.length >= queryMin[sign] ? { sign, query, editor, range } : null);
    return Suggestion({
      editor,
      pluginKey: new PluginKey(`suggest ${sign}`),
      char: sign,
      allowedPrefixes: sign === ':' ? [' '] : [' ', '(', '"', '/'],
      items: () => [],
      shouldShow: () => !editor.isActive('code') && !editor.isActive('codeBlock'),
      render: () => ({
        onStart: show,
        onUpdate: show,
        onExit: () => onChange(null),
        onKeyDown: ({ event }) => onKey(event),
      }),
    });
  };
  return Extension.create({
    name: 'suggestions',
    priority: 1_000,
    addProseMirrorPlugins() {
      return (['@', '#', ':'] as const).map((sign) => plugin(this.editor, sign));
    },
  });
}
