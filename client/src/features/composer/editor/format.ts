import type { Editor } from '@tiptap/core';
import { type Format, formats } from '../active-formats.ts';

/** What a button of the formatting bar does. */
export function formatWith(editor: Editor, format: Format): void {
  const chain = editor.chain().focus();
  switch (format) {
    case 'bold':
      return void chain.toggleBold().run();
    case 'italic':
      return void chain.toggleItalic().run();
    case 'strike':
      return void chain.toggleStrike().run();
    case 'code':
      return void chain.toggleCode().run();
    case 'codeBlock':
      return void chain.toggleCodeBlock().run();
    case 'bulletList':
      return void chain.toggleBulletList().run();
    case 'orderedList':
      return void chain.toggleOrderedList().run();
    case 'taskList':
      return void (editor.isActive('listItem') ? chain : chain.toggleBulletList())
        .updateAttributes('listItem', { done: isTask(editor) ? null : false })
        .run();
    case 'blockquote':
      return void chain.toggleBlockquote().run();
    case 'link':
      return toggleLink(editor);
  }
}

/** What holds where the caret is, or all over the selection. Of lists within lists the innermost counts. */
export function formatsAt(editor: Editor): Format[] {
  const list = innermostList(editor);
  return formats.filter((format) => {
    if (format === 'taskList') return list !== null && isTask(editor);
    if (format === 'bulletList') return list === format && !isTask(editor);
    return format === 'orderedList' ? list === format : editor.isActive(format);
  });
}

function innermostList({ state }: Editor): string | null {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const { name } = $from.node(depth).type;
    if (name === 'bulletList' || name === 'orderedList') return name;
  }
  return null;
}

/** Is what is written an item that can be ticked off? */
export function isTask(editor: Editor): boolean {
  return typeof editor.getAttributes('listItem')['done'] === 'boolean';
}

function toggleLink(editor: Editor): void {
  if (editor.isActive('link')) return void editor.chain().focus().unsetLink().run();
  const { from, to, empty } = editor.state.selection;
  const selected = editor.state.doc.textBetween(from, to);
  if (/^https?:\/\/\S+$/i.test(selected))
    return void editor.chain().focus().setLink({ href: selected }).run();
  // Written as Markdown, the address selected, to be typed or pasted over.
  const text = empty ? 'text' : selected;
  const inserted = `[${text}](https://)`;
  editor
    .chain()
    .focus()
    .insertContent({ type: 'text', text: inserted })
    .setTextSelection({ from: from + text.length + 3, to: from + inserted.length - 1 })
    .run();
}
