import type { JSONContent } from '@tiptap/core';
import type { Schema, Slice } from '@tiptap/pm/model';
import { EditorContent, useEditor } from '@tiptap/react';
import { useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { toast } from '../../ui/toast.ts';
import { matches } from '../shortcuts/registry.ts';
import type { EditorProps } from './editor-types.ts';
import { composerExtensions } from './editor/extensions.ts';
import { formatWith } from './editor/format.ts';
import { fromMarkdown } from './editor/from-markdown.ts';
import { composerKeys } from './editor/keys.ts';
import { fromPasted } from './editor/paste.ts';
import { type SuggestionState, suggestions } from './editor/suggestions.ts';
import { toMarkdown } from './editor/to-markdown.ts';
import { useFormats } from './editor/use-formats.ts';
import { useLabels } from './editor/use-labels.ts';
import { type SuggestionHandle, SuggestionPopup } from './SuggestionPopup.tsx';

/** The field with live formatting; its text is Markdown outside. Fetched when the first composer is shown. */
export default function RichEditor(props: EditorProps) {
  const { ref, label, placeholder, initial, autoFocus } = props;
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const [suggestion, setSuggestion] = useState<SuggestionState | null>(null);
  const [focused, setFocused] = useState(false);
  const popup = useRef<SuggestionHandle>(null);

  /* oxlint-disable react/refs -- they are read when a key is pressed, never while rendering */
  const [extensions] = useState(() =>
    composerExtensions(
      placeholder,
      composerKeys({
        send: () => latest.current.onSend(),
        editLast: () => latest.current.onEditLast?.() ?? false,
        escape: () => {
          latest.current.onEscape?.();
          return latest.current.onEscape !== undefined;
        },
      }),
      suggestions({ onChange: setSuggestion, onKey: (event) => popup.current?.onKey(event) ?? false }),
    ),
  );
  /* oxlint-enable react/refs */

  const editor = useEditor({
    extensions,
    content: '',
    // The page's policy allows no inline style element; the few rules stand in prose.css.
    injectCSS: false,
    autofocus: autoFocus ? 'end' : false,
    editorProps: {
      attributes: {
        class: 'prose composer-field',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': label,
      },
      // The editor would take it and do nothing.
      handleDOMEvents: { keydown: (_view, event) => matches('markAllRead', event) },
      // With Shift held a text is pasted letter by letter, as the editor does by itself.
      clipboardTextParser: (text, context, plain) =>
        (plain ? null : fromPasted(text, context.doc.type.schema)) as Slice,
      handlePaste: (_view, event) => refuseFiles(event.clipboardData),
      handleDrop: (_view, event) => refuseFiles(event.dataTransfer),
    },
    onBeforeCreate: ({ editor: created }) => {
      created.options.content = fromMarkdown(initial, created.schema).toJSON() as object;
    },
    onCreate: () => latest.current.onReady?.(),
    onFocus: () => setFocused(true),
    onBlur: () => setFocused(false),
    onUpdate: ({ editor: changed, transaction }) => {
      if (transaction.getMeta('labels') !== true) latest.current.onChange(toMarkdown(changed.state.doc));
    },
  });
  useLabels(editor);
  useFormats(editor, props.formats);

  useImperativeHandle(ref, () => ({
    focus: () => void editor.commands.focus(),
    clear: () => void editor.commands.clearContent(true),
    insert: (markdown) => {
      const inline = /^[^\n*_`~[\]<>]*$/.test(markdown);
      editor
        .chain()
        .focus()
        .insertContent(
          inline ? { type: 'text', text: spaced(editor.state, markdown) } : blocksOf(markdown, editor.schema),
        )
        .run();
    },
    replace: (markdown) => {
      editor.commands.setContent(fromMarkdown(markdown, editor.schema).toJSON() as object, {
        emitUpdate: false,
      });
    },
    takeOver: (markdown, focus) => {
      editor.commands.setContent(fromMarkdown(markdown, editor.schema).toJSON() as object, {
        emitUpdate: false,
      });
      // Markdown has no blank at its end, a sentence that is being typed has.
      const blank = /\s*$/.exec(markdown)?.[0] ?? '';
      if (blank !== '' && blank !== markdown) {
        const lines = blank.split('\n');
        editor.commands.setTextSelection(editor.state.doc.content.size);
        for (const [index, line] of lines.entries()) {
          if (index > 0) editor.commands.setHardBreak();
          if (line !== '') editor.commands.insertContent({ type: 'text', text: line });
        }
      }
      if (!focus) return;
      editor.commands.setTextSelection(editor.state.doc.content.size);
      editor.view.focus();
    },
    format: (format) => formatWith(editor, format),
  }));

  return (
    <div className="relative">
      {suggestion && focused && (
        <SuggestionPopup
          key={`${suggestion.sign}${suggestion.range.from}`}
          ref={popup}
          state={suggestion}
          channelId={props.channelId}
          mayCallEveryone={props.mayCallEveryone}
        />
      )}
      <EditorContent editor={editor} />
    </div>
  );
}

/** A blank line at the end is one to go on in. */
function blocksOf(markdown: string, schema: Schema): JSONContent[] {
  const { content = [] } = fromMarkdown(markdown, schema).toJSON() as JSONContent;
  return markdown.endsWith('\n\n') ? [...content, { type: 'paragraph' }] : content;
}

/** A message holds text alone: silence would leave open what became of the picture. */
function refuseFiles(data: DataTransfer | null): boolean {
  if (!data || data.files.length === 0 || data.getData('text/plain') !== '') return false;
  toast('Pictures and files cannot be sent here. A link to them can.', { kind: 'error' });
  return true;
}

/** A sign that asks for suggestions must begin a word. */
function spaced(
  state: { selection: { $from: { parent: { textContent: string }; parentOffset: number } } },
  text: string,
): string {
  const { parent, parentOffset } = state.selection.$from;
  const before = parent.textContent.slice(0, parentOffset);
  return text === '@' && before !== '' && !/\s$/.test(before) ? ' @' : text;
}
