import type { ChannelId, MemberId } from '@atrium/shared';
import { render } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { Markdown, type MarkdownComponents, plainText } from './index.ts';
import { toNodes } from './tree.ts';

const components: MarkdownComponents = {
  Mention: ({ memberId }) => <b data-member={memberId}>@</b>,
  ChannelLink: ({ channelId }) => <b data-channel={channelId}>#</b>,
  Everyone: ({ what }) => <b data-everyone={what}>@</b>,
  CodeBlock: ({ code, language }) => <pre data-language={language}>{code}</pre>,
  Permalink: ({ channelId, seq, children }) => (
    <i data-channel={channelId} data-seq={seq}>
      {children}
    </i>
  ),
};

function html(source: string): string {
  return render(<Markdown source={source} components={components} origin="https://chat.example" />).container
    .innerHTML;
}

describe('what a message may look like', () => {
  test.each([
    ['**b** *i* ~~s~~ `c`', '<p><strong>b</strong> <em>i</em> <s>s</s> <code>c</code></p>'],
    ['one\ntwo', '<p>one<br>two</p>'],
    ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['3. a\n4. b', '<ol start="3"><li>a</li><li>b</li></ol>'],
    [
      '- [ ] a\n- [x] **b**\n- c',
      '<ul><li class="task"><input class="task-box" disabled="" aria-label="Done" type="checkbox">a</li>' +
        '<li class="task" data-done="true"><input class="task-box" disabled="" aria-label="Done" type="checkbox" checked=""><strong>b</strong></li>' +
        '<li>c</li></ul>',
    ],
    ['- \\[x\\] a\n- [x]b', '<ul><li>[x] a</li><li>[x]b</li></ul>'],
    ['[x] no list', '<p>[x] no list</p>'],
    ['> q', '<blockquote><p>q</p></blockquote>'],
    ['```ts\nlet a;\n```', '<pre data-language="ts">let a;</pre>'],
    [
      'hi <@ana> in <#general> <!here>',
      '<p>hi <b data-member="ana">@</b> in <b data-channel="general">#</b> <b data-everyone="here">@</b></p>',
    ],
    ['`<@ana>` \\<@mo>', '<p><code>&lt;@ana&gt;</code> &lt;@mo&gt;</p>'],
    ['# not a heading', '<p># not a heading</p>'],
    ['    indented stays talk', '<p>indented stays talk</p>'],
  ])('%j', (source, expected) => {
    expect(html(source)).toBe(expected);
  });

  test('a table keeps the alignment of its columns', () => {
    expect(html('|a|b|\n|:-|-:|\n|1|2|')).toContain('<td style="text-align: right;">2</td>');
  });
});

describe('links', () => {
  const outside = (href: string, text = href) =>
    `<p><a href="${href}" target="_blank" rel="noopener noreferrer nofollow">${text}</a></p>`;

  test.each([
    ['https://a.example/x_y_z', outside('https://a.example/x_y_z')],
    ['[t](https://a.example)', outside('https://a.example', 't')],
    ['<mailto:ana@a.example>', outside('mailto:ana@a.example')],
    ['<ana@a.example>', outside('mailto:ana@a.example', 'ana@a.example')],
  ])('%j leads out', (source, expected) => {
    expect(html(source)).toBe(expected);
  });

  test.each([
    ['see https://a.example/b.', 'https://a.example/b'],
    ['(https://a.example/b)', 'https://a.example/b'],
    ['https://a.example/w_(x)', 'https://a.example/w_(x)'],
    ['**https://a.example/**', 'https://a.example/'],
    ['https://a.example?q=1&r=2!', 'https://a.example?q=1&amp;r=2'],
  ])('the address in %j ends where it should', (source, href) => {
    expect(html(source)).toContain(`href="${href}"`);
  });

  test.each([
    'javascript:alert(1)',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](data:text/html,<script>1</script>)',
    '[x](vbscript:x)',
    '[x](/relative)',
    '<javascript:alert(1)>',
    '![x](javascript:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '<a href="javascript:alert(1)">x</a>',
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    'xhttps://a.example',
  ])('%j is no link and no markup', (source) => {
    const made = html(source);
    expect(made).not.toMatch(/<(?:a|img|script|iframe)\b/);
    expect(made).not.toContain('onerror=alert(1)>"');
  });

  test('one to this workspace stays in the page', () => {
    expect(html('https://chat.example/c/general/42')).toBe(
      '<p><i data-channel="general" data-seq="42">https://chat.example/c/general/42</i></p>',
    );
    expect(html('https://chat.example.evil/c/general/42')).toContain('target="_blank"');
  });
});

test('plain text has names and no marks', () => {
  const names = { member: (id: MemberId) => id.toUpperCase(), channel: (id: ChannelId) => `<${id}>` };
  expect(plainText('**hi** <@ana> in <#general>\n\n- a\n- `b`', names)).toBe('hi @ANA in #<general>\na\nb');
});

describe('hostile texts', () => {
  const pumps = [
    '[',
    '![',
    '](',
    '*a',
    '**a ',
    '_a_',
    '~~',
    '`',
    '`a``',
    '> ',
    '- ',
    '1. ',
    '|a',
    '|-',
    '<',
    '<@',
    '<@a>',
    '&',
    '\\',
    'a@b.com\n',
    'http://',
    'https://a.b/(',
    '[a](b',
    '[[]',
    '***',
    '```\n',
    '\n\n',
    '<!',
    'a**b',
  ];

  test.each(pumps)('%j repeated is bounded', (pump) => {
    const source = pump.repeat(Math.floor(10_000 / pump.length));
    toNodes(`${source} warm`);
    const startedAt = performance.now();
    toNodes(source);
    // On a machine that is busy with other tests; alone it is a tenth of it.
    expect(performance.now() - startedAt).toBeLessThan(400);
  });

  test('what is too long is shown as it is', () => {
    const source = '**b**'.repeat(5_000);
    expect(toNodes(source)).toBeNull();
    expect(html(source)).toBe(`<p>${source}</p>`);
  });
});
