import { type Editor, Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
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

/** Three backticks, and perhaps a language, alone in the last line of their paragraph. */
function beginCode(editor: Editor): boolean {
  const { $from, empty } = editor.state.selection;
  const { parent, parentOffset, pos } = $from;
  if (!empty || parent.type.name !== 'paragraph' || parentOffset < parent.content.size) return false;
  const fence = /(?:^|\n)```([\w+#.-]*)$/.exec(linesOf(parent));
  if (!fence) return false;
  const chain = editor.chain().deleteRange({ from: pos - fence[0].length, to: pos });
  if (fence[0].startsWith('\n')) chain.splitBlock();
  return chain.setCodeBlock(fence[1] ? { language: fence[1] } : undefined).run();
}

/** As many characters as the paragraph is wide; its line breaks are ends of lines. */
function linesOf(paragraph: Node): string {
  const leaf = ({ type }: Node) => (type.name === 'hardBreak' ? '\n' : '\ufffc');
  return paragraph.textBetween(0, paragraph.content.size, null, leaf);
}
