import type { Editor } from '@tiptap/core';
import type { EditorHandle } from '../editor-types.ts';

/** What a button of the formatting bar does. */
export function formatWith(editor: Editor, mark: Parameters<EditorHandle['format']>[0]): void {
  const chain = editor.chain().focus();
  switch (mark) {
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
