import { Editor } from '@tiptap/core';
import { expect, test } from 'vitest';
import { schemaExtensions } from './extensions.ts';
import { formatsAt, formatWith } from './format.ts';
import { fromMarkdown } from './from-markdown.ts';

/** The caret stands where the bar is in the Markdown. */
function editorAt(markdown: string): Editor {
  const editor = new Editor({ element: null, extensions: schemaExtensions(), injectCSS: false });
  editor.commands.setContent(fromMarkdown(markdown, editor.schema).toJSON() as object);
  let caret = 0;
  editor.state.doc.descendants((node, at) => {
    const bar = node.text?.indexOf('¦') ?? -1;
    if (bar >= 0) caret = at + bar;
  });
  editor.commands.deleteRange({ from: caret, to: caret + 1 });
  editor.commands.setTextSelection(caret);
  return editor;
}

test.each([
  ['pla¦in', []],
  ['**bo¦ld** not', ['bold']],
  ['**bold** no¦t', []],
  ['***bo¦th***', ['bold', 'italic']],
  ['~~go¦ne~~', ['strike']],
  ['`co¦de`', ['code']],
  ['see [wor¦ds](<https://example.com/>)', ['link']],
  ['- it¦em', ['bulletList']],
  ['1. it¦em', ['orderedList']],
  ['- [ ] it¦em', ['taskList']],
  ['1. one\n   - wi¦thin', ['bulletList']],
  ['> sa¦id', ['blockquote']],
  ['> - **sa¦id**', ['bold', 'bulletList', 'blockquote']],
  ['```\nco¦de\n```', ['codeBlock']],
])('%j: %j', (markdown, active) => {
  expect(formatsAt(editorAt(markdown))).toEqual(active);
});

test('a format that was asked for holds for what is typed next', () => {
  const editor = editorAt('pla¦in');
  editor.commands.toggleBold();
  expect(formatsAt(editor)).toEqual(['bold']);
  editor.commands.toggleBold();
  expect(formatsAt(editor)).toEqual([]);
});

test('a list becomes one to tick off, and a list again', () => {
  const editor = editorAt('- it¦em');
  formatWith(editor, 'taskList');
  expect(formatsAt(editor)).toEqual(['taskList']);
  formatWith(editor, 'taskList');
  expect(formatsAt(editor)).toEqual(['bulletList']);
});
