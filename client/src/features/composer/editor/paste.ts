import type { Node, Schema } from '@tiptap/pm/model';
import { Fragment, Slice } from '@tiptap/pm/model';
import { fromMarkdown } from './from-markdown.ts';

/** Signs that somebody wrote Markdown and not only a text with a star in it. */
const written = [
  /^ {0,3}(?:```|~~~)/m,
  /^ {0,9}(?:[-*+]|\d{1,9}[.)]) \S/m,
  /^> ?\S/m,
  /\*\*\S|~~\S|`[^`\n]+`/,
  /\[[^\]\n]+\]\(<?https?:/,
];

/** A text from elsewhere as what it says: Markdown where it is that, else its lines as they are. */
export function fromPasted(text: string, schema: Schema): Slice {
  const source = text.replace(/\r\n?/g, '\n');
  const doc = written.some((sign) => sign.test(source))
    ? fromMarkdown(source, schema)
    : fromLines(source, schema);
  return Slice.maxOpen(doc.content);
}

/** A blank line begins a paragraph, any other one only a line. */
export function fromLines(text: string, schema: Schema): Node {
  const paragraphs = text
    .trimEnd()
    .split(/\n{2,}/)
    .map((paragraph) => {
      const lines = paragraph.split('\n').flatMap((line, index) => {
        const parts = line === '' ? [] : [schema.text(line)];
        return index === 0 ? parts : [schema.node('hardBreak'), ...parts];
      });
      return schema.node('paragraph', null, Fragment.from(lines));
    });
  return schema.node('doc', null, paragraphs);
}
