/** Tokens as a tree, with only the elements that a message may hold. */
import type { Token } from '@atrium/shared/markdown/parser';
import { taskBox } from './task-box.ts';
import { tokensOf } from './tokens.ts';

const tags = [
  'strong',
  'em',
  's',
  'blockquote',
  'ul',
  'ol',
  'li',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
] as const;
type Tag = (typeof tags)[number];
const allowedTags: ReadonlySet<string> = new Set(tags);

export interface MarkdownNode {
  type:
    | 'text'
    | 'break'
    | 'paragraph'
    /** A paragraph of a list without space between its items. */
    | 'tight'
    | 'code'
    | 'fence'
    | 'mention'
    | 'channel_link'
    | 'everyone'
    | 'link'
    | 'table'
    | 'element';
  tag: Tag;
  props: { start?: number; style?: { textAlign: 'left' | 'center' | 'right' } };
  /** Text, code, an id, or an address. */
  content: string;
  /** A fence's language. */
  info: string | null;
  /** Of an item that can be ticked off: whether it is. */
  done: boolean | null;
  /** Of such an item: the line of the source that it begins in, from 0. */
  line: number;
  children: MarkdownNode[];
}

/** Null for a text that is too long to be formatted. */
export function toNodes(source: string): MarkdownNode[] | null {
  const tokens = tokensOf(source);
  return tokens && nest(tokens);
}

function node(type: MarkdownNode['type'], content = '', tag: Tag = 'em'): MarkdownNode {
  return { type, tag, props: {}, content, info: null, done: null, line: 0, children: [] };
}

function nest(tokens: readonly Token[]): MarkdownNode[] {
  const root = node('tight');
  const path = [root];
  for (const [index, token] of tokens.entries()) {
    const parent = path.at(-1) ?? root;
    if (token.nesting === -1) {
      if (path.length > 1) path.pop();
    } else if (token.type === 'inline') {
      const children = nest(token.children ?? []);
      const item = path.at(-2);
      if (item && item.done !== null && item.children[0] === parent) withoutBox(children);
      parent.children.push(...children);
    } else {
      const made = token.nesting === 1 ? opened(token) : leaf(token);
      if (made?.tag === 'li') {
        made.done = boxOf(tokens[index + 2]);
        made.line = tokens[index + 2]?.map?.[0] ?? 0;
      }
      if (made) parent.children.push(made);
      if (token.nesting === 1) path.push(made ?? parent);
    }
  }
  return root.children;
}

/** Asked of the source: a bracket that was escaped is only that. */
function boxOf(inline: Token | undefined): boolean | null {
  const sign = inline?.type === 'inline' ? taskBox.exec(inline.content)?.[1] : undefined;
  return sign === undefined ? null : sign !== ' ';
}

function withoutBox([first]: MarkdownNode[]): void {
  if (first?.type === 'text') first.content = first.content.replace(taskBox, '');
}

function opened(token: Token): MarkdownNode | null {
  switch (token.type) {
    case 'paragraph_open':
      return node(token.hidden ? 'tight' : 'paragraph');
    case 'link_open':
      return node('link', token.attrGet('href')?.toString() ?? '');
    case 'table_open':
      return node('table');
    default: {
      // Whatever the grammar may come to know: what is not in the list adds no element, its content stays.
      if (!allowedTags.has(token.tag)) return null;
      const made = node('element', '', token.tag as Tag);
      made.props = propsOf(token);
      return made;
    }
  }
}

function propsOf(token: Token): MarkdownNode['props'] {
  const start = token.tag === 'ol' ? Number(token.attrGet('start') ?? 1) : 1;
  const align = /^text-align:(left|center|right)$/.exec(String(token.attrGet('style') ?? ''))?.[1];
  return {
    ...(start === 1 ? {} : { start }),
    ...(align === undefined ? {} : { style: { textAlign: align as 'left' | 'center' | 'right' } }),
  };
}

function leaf(token: Token): MarkdownNode | null {
  switch (token.type) {
    case 'text':
    case 'text_special':
      return token.content === '' ? null : node('text', token.content);
    case 'softbreak':
    case 'hardbreak':
      return node('break');
    case 'code_inline':
      return node('code', token.content);
    case 'fence':
      return { ...node('fence', token.content.replace(/\n$/, '')), info: languageOf(token.info) };
    case 'mention':
    case 'channel_link':
    case 'everyone':
      return node(token.type, token.content);
    default:
      return token.content === '' ? null : node('text', token.content);
  }
}

function languageOf(info: string): string | null {
  return /^[0-9A-Za-z+#._-]{1,30}/.exec(info.trim())?.[0]?.toLowerCase() ?? null;
}
