import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { toMarkdown } from './markup.ts';

const names = {
  member: (id: string) => (id === 'U0ANA' ? ('ana' as never) : null),
  channel: (id: string) => (id === 'C0BUILD' ? ('build' as never) : null),
};
const markdown = (text: string) => toMarkdown(text, names);

/** What a reader sees of Markdown: its text, a line a line. */
function seen(source: string): string {
  const tokens = new MarkdownIt({ html: false, linkify: false, breaks: true })
    .disable('code')
    .parse(source, {});
  const lines = tokens.flatMap((token) => {
    if (token.type === 'fence') return [token.content];
    if (token.type !== 'inline') return [];
    return [token.children!.map((child) => (child.type.endsWith('break') ? '\n' : child.content)).join('')];
  });
  return lines.join('\n').trim();
}

describe('toMarkdown', () => {
  it.each([
    ['*bold* and _italic_ and ~gone~', '**bold** and _italic_ and ~~gone~~'],
    ['*_both_*', '**_both_**'],
    ['2*3*4 and snake_case_name', String.raw`2\*3\*4 and snake\_case\_name`],
    ['`a*b*` stays', '`a*b*` stays'],
    ['```\nlet a = &lt;b&gt;;\n```', '```\nlet a = <b>;\n```'],
    ['look ```x``` here', 'look \n```\nx\n```\n here'],
    ['<@U0ANA> and <@U0NOBODY|zed>', '<@ana> and @zed'],
    ['<#C0BUILD|build> and <#C0GONE|gone>', '<#build> and #gone'],
    ['<!here> <!channel> <!everyone>', '<!here> <!channel> <!channel>'],
    ['<!subteam^S1|@ops> <!date^1392734382^{date}|Feb 18>', '@ops Feb 18'],
    ['<https://a.example/x_y_z>', '<https://a.example/x_y_z>'],
    ['<https://a.example|the *page*>', String.raw`[the \*page\*](<https://a.example>)`],
    ['see http://a.example/x_y_z, or not', 'see <http://a.example/x_y_z>, or not'],
    ['<javascript:alert(1)|click>', 'click'],
    ['&gt; quoted\nplain', '> quoted\n\nplain'],
    ['&gt;&gt;&gt; all\nof it', '> all\n> of it'],
    ['# not a heading', String.raw`\# not a heading`],
    ['1. not a list', String.raw`1\. not a list`],
    ['&lt;@U0ANA&gt;', String.raw`\<@U0ANA>`],
    ['&amp;lt; stays', String.raw`\&lt; stays`],
  ])('%s', (slack, expected) => {
    expect(markdown(slack)).toBe(expected);
  });

  it('shows plain text as it was', () => {
    const characters = fc.constantFrom(...Array.from('ab *_~`#>+-=|:.)(!&;[]<\\1\n'));
    const words = fc.string({ unit: characters, maxLength: 40 });
    fc.assert(
      fc.property(words, (text) => {
        const slack = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        // Text that Slack itself would format, or take as a quotation, is not plain.
        fc.pre(!/[*_~`]|^>/m.test(text));
        const plain = (value: string) => value.replace(/\s+/g, ' ').trim();
        expect(plain(seen(markdown(slack)))).toBe(plain(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps lone marks that format nothing', () => {
    for (const text of ['a * b', '* a', 'a_b', '~/bin', '5 * 3 * 2', '**', '_', '__init__.py', '--', '===']) {
      expect(seen(markdown(text))).toBe(text);
    }
  });
});
