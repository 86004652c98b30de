import { createMarkdownParser, markdownLengthMax, type Token } from '@atrium/shared/markdown/parser';
import type { Node, Schema } from '@tiptap/pm/model';
import { MarkdownParser } from 'prosemirror-markdown';
import { taskBox } from '../../../markdown/task-box.ts';

const parsers = new WeakMap<Schema, MarkdownParser>();

function parserFor(schema: Schema): MarkdownParser {
  const known = parsers.get(schema);
  if (known) return known;
  // A table stays the text that it is written in, so that it can be edited as such.
  const tokenizer = createMarkdownParser().disable('table', true);
  tokenizer.core.ruler.push('boxes', ({ tokens }) => takeBoxes(tokens));
  const parser = new MarkdownParser(schema, tokenizer as never, {
    paragraph: { block: 'paragraph' },
    blockquote: { block: 'blockquote' },
    list_item: {
      block: 'listItem',
      getAttrs: ({ meta }) => ({ done: (meta as { done: boolean } | null)?.done ?? null }),
    },
    bullet_list: { block: 'bulletList' },
    ordered_list: {
      block: 'orderedList',
      getAttrs: (token) => ({ start: Number(token.attrGet('start') ?? 1) }),
    },
    fence: {
      block: 'codeBlock',
      noCloseToken: true,
      getAttrs: (token) => ({ language: /^[\w+#.-]{1,30}/.exec(token.info.trim())?.[0] ?? null }),
    },
    softbreak: { node: 'hardBreak' },
    hardbreak: { node: 'hardBreak' },
    mention: { node: 'mention', getAttrs: (token) => ({ id: token.content }) },
    channel_link: { node: 'channelMention', getAttrs: (token) => ({ id: token.content }) },
    everyone: { node: 'everyoneMention', getAttrs: (token) => ({ id: token.content }) },
    em: { mark: 'italic' },
    strong: { mark: 'bold' },
    s: { mark: 'strike' },
    code_inline: { mark: 'code', noCloseToken: true },
    link: { mark: 'link', getAttrs: (token) => ({ href: token.attrGet('href') }) },
  });
  parsers.set(schema, parser);
  return parser;
}

/** Of items that can be ticked off: the box becomes what is known of the item, and is no text of it. */
function takeBoxes(tokens: readonly Token[]): void {
  for (const [index, token] of tokens.entries()) {
    const inline = token.type === 'list_item_open' ? tokens[index + 2] : undefined;
    const sign = inline?.type === 'inline' ? taskBox.exec(inline.content)?.[1] : undefined;
    if (sign === undefined) continue;
    token.meta = { done: sign !== ' ' };
    const text = inline?.children?.[0];
    if (text) text.content = text.content.replace(taskBox, '');
  }
}

/** A message's Markdown as a document of the editor. What is too long to be formatted is one paragraph of text. */
export function fromMarkdown(source: string, schema: Schema): Node {
  const empty = schema.topNodeType.createAndFill();
  if (!empty) throw new Error('The schema allows no empty document.');
  if (source.trim() === '') return empty;
  if (source.length > markdownLengthMax) {
    return schema.node('doc', null, [schema.node('paragraph', null, [schema.text(source)])]);
  }
  const doc = parserFor(schema).parse(source);
  return doc.childCount === 0 ? empty : doc;
}
