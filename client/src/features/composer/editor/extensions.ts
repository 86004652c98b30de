import { type Extensions, mergeAttributes, Node as TiptapNode } from '@tiptap/core';
import { Placeholder } from '@tiptap/extensions';
import StarterKit from '@tiptap/starter-kit';
import { codeColours } from './code-colours.ts';
import { laterLines } from './later-lines.ts';
import { tasks } from './tasks.ts';

/** An atom in the text that stands for somebody or something, by its id. */
function reference(name: 'mention' | 'channelMention' | 'everyoneMention', sign: string) {
  return TiptapNode.create({
    name,
    group: 'inline',
    inline: true,
    atom: true,
    selectable: false,
    addAttributes: () => ({
      id: {
        default: '',
        parseHTML: (element: HTMLElement) => element.getAttribute('data-id'),
        renderHTML: (attributes: Record<string, unknown>) => ({ 'data-id': attributes['id'] }),
      },
      label: {
        default: '',
        parseHTML: (element: HTMLElement) => element.textContent.slice(1),
        renderHTML: () => ({}),
      },
    }),
    parseHTML: () => [{ tag: `span[data-reference="${name}"]` }],
    renderHTML: ({ node, HTMLAttributes }) => [
      'span',
      mergeAttributes(HTMLAttributes, { 'data-reference': name, class: 'mention' }),
      `${sign}${labelOf(node.attrs)}`,
    ],
    renderText: ({ node }) => `${sign}${labelOf(node.attrs)}`,
  });
}

function labelOf(attributes: Record<string, unknown>): string {
  return String(attributes['label'] || attributes['id']);
}

/** What a message may hold: the grammar of `shared/src/markdown/parser.ts`, as the editor's schema. */
export function schemaExtensions(): Extensions {
  return [
    StarterKit.configure({
      heading: false,
      horizontalRule: false,
      underline: false,
      trailingNode: false,
      link: {
        openOnClick: false,
        autolink: true,
        linkOnPaste: true,
        protocols: ['http', 'https', 'mailto'],
        isAllowedUri: (url) => /^(?:https?:\/\/|mailto:)/i.test(url.trim()),
        HTMLAttributes: { target: null, rel: null, class: null },
      },
    }),
    reference('mention', '@'),
    reference('channelMention', '#'),
    reference('everyoneMention', '@'),
    tasks,
  ];
}

export function composerExtensions(placeholder: string, ...more: Extensions): Extensions {
  return [...schemaExtensions(), laterLines, codeColours, Placeholder.configure({ placeholder }), ...more];
}
