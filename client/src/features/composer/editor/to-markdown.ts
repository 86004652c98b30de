import type { Node } from '@tiptap/pm/model';
import { MarkdownSerializer, type MarkdownSerializerState } from 'prosemirror-markdown';
import { escapeMarkdown } from './escape.ts';

type Nodes = ConstructorParameters<typeof MarkdownSerializer>[0];
type Marks = ConstructorParameters<typeof MarkdownSerializer>[1];

/** What the serializer's state knows, and its types do not say. */
interface State extends MarkdownSerializerState {
  atBlockStart: boolean;
  atBlank(): boolean;
}

function longestRun(text: string, sign: RegExp): number {
  return Math.max(0, ...(text.match(sign) ?? []).map((run) => run.length));
}

const nodes: Nodes = {
  text(state, node) {
    const { atBlockStart, atBlank } = state as State;
    const startOfLine = atBlockStart || atBlank.call(state);
    state.text(escapeMarkdown(node.text ?? '', startOfLine), false);
  },
  paragraph(state, node) {
    state.renderInline(node);
    state.closeBlock(node);
  },
  blockquote(state, node) {
    state.wrapBlock('> ', null, node, () => state.renderContent(node));
  },
  bulletList(state, node) {
    state.renderList(node, '  ', () => '- ');
  },
  orderedList(state, node) {
    const start = Number(node.attrs['start'] ?? 1);
    const width = String(start + node.childCount - 1).length;
    state.renderList(node, ' '.repeat(width + 2), (index) => `${String(start + index).padEnd(width - 1)}. `);
  },
  listItem(state, node) {
    const done: unknown = node.attrs['done'];
    if (typeof done === 'boolean') state.write(done ? '[x]' : '[ ]');
    if (typeof done === 'boolean' && node.firstChild?.content.size) state.write(' ');
    state.renderContent(node);
  },
  codeBlock(state, node) {
    const fence = '`'.repeat(Math.max(3, longestRun(node.textContent, /`{3,}/g) + 1));
    state.write(`${fence}${String(node.attrs['language'] ?? '')}\n`);
    state.text(node.textContent, false);
    state.write(`\n${fence}`);
    state.closeBlock(node);
  },
  hardBreak(state, node, parent, index) {
    // One at the end of its paragraph would be nothing.
    for (let after = index + 1; after < parent.childCount; after += 1) {
      if (parent.child(after).type === node.type) continue;
      state.write('\n');
      return;
    }
  },
  mention(state, node) {
    state.write(`<@${String(node.attrs['id'])}>`);
  },
  channelMention(state, node) {
    state.write(`<#${String(node.attrs['id'])}>`);
  },
  everyoneMention(state, node) {
    state.write(`<!${String(node.attrs['id'])}>`);
  },
};

const marks: Marks = {
  bold: { open: '**', close: '**', mixable: true, expelEnclosingWhitespace: true },
  italic: { open: '*', close: '*', mixable: true, expelEnclosingWhitespace: true },
  strike: { open: '~~', close: '~~', mixable: true, expelEnclosingWhitespace: true },
  code: {
    open: (_state, _mark, parent, index) => codeFence(parent.child(index).text ?? '', 'open'),
    close: (_state, _mark, parent, index) => codeFence(parent.child(index - 1).text ?? '', 'close'),
    escape: false,
  },
  link: {
    open: (_state, mark, parent, index) => (isBare(String(mark.attrs['href']), parent, index) ? '' : '['),
    close: (_state, mark, parent, index) =>
      isBare(String(mark.attrs['href']), parent, index - 1)
        ? ''
        : `](<${String(mark.attrs['href']).replace(/[<>]/g, encodeURIComponent)}>)`,
    mixable: true,
  },
};

function codeFence(text: string, side: 'open' | 'close'): string {
  const fence = '`'.repeat(longestRun(text, /`+/g) + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return side === 'open' ? fence + space : space + fence;
}

/** An address that stands for itself needs no brackets. */
function isBare(href: string, parent: Node, index: number): boolean {
  const { text } = parent.child(index);
  return text === href && /^https?:\/\/[^\s<>"]+[^\s<>".,;:!?'*_~`|\]})]$/i.test(href);
}

const serializer = new MarkdownSerializer(nodes, marks, { hardBreakNodeName: 'hardBreak', strict: false });

/** A document of the editor as Markdown, in the grammar of messages: parsing it gives the same document again. */
export function toMarkdown(doc: Node): string {
  return serializer.serialize(doc, { tightLists: true }).trim();
}
