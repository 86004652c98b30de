import { type Editor, Extension } from '@tiptap/core';
import { isTask } from './format.ts';

interface Keys {
  send: () => void;
  /** True when something is edited now. */
  editLast: () => boolean;
  /** True when Escape means something here. */
  escape: () => boolean;
}

/**
 * Enter sends, everywhere but in a block of code; there it begins a line, and Ctrl/⌘-Enter sends. Shift-Enter begins a
 * line, in a list an item.
 */
export function composerKeys({ send, editLast, escape }: Keys) {
  return Extension.create({
    name: 'composerKeys',
    // Before the editor’s own keys, after those of an open list of suggestions.
    priority: 500,
    addKeyboardShortcuts() {
      const sent = () => {
        send();
        return true;
      };
      return {
        Enter: ({ editor }) => !editor.isActive('codeBlock') && (beginCode(editor) || sent()),
        'Mod-Enter': sent,
        'Shift-Enter': ({ editor }) =>
          beginCode(editor) || (editor.isActive('listItem') && splitItem(editor)),
        ArrowUp: ({ editor }) => editor.isEmpty && editLast(),
        Escape: escape,
      };
    },
  });
}

/** After an item that can be ticked off comes another one. */
function splitItem(editor: Editor): boolean {
  return editor.commands.splitListItem('listItem', isTask(editor) ? { done: false } : {});
}

/** Three backticks, and perhaps a language, alone in their line. */
function beginCode(editor: Editor): boolean {
  const { $from, empty } = editor.state.selection;
  const fence = /^```([\w+#.-]*)$/.exec($from.parent.textContent);
  if (!empty || !fence || $from.parent.type.name !== 'paragraph') return false;
  return editor
    .chain()
    .deleteRange({ from: $from.start(), to: $from.end() })
    .setCodeBlock(fence[1] ? { language: fence[1] } : undefined)
    .run();
}
