/**
 * Slack's mark-up to Markdown. What was formatted stays formatted; text that only looks like Markdown stays what it was.
 * Source of the rules: Slack's "Formatting text for app surfaces" (escapes `&amp; &lt; &gt;`, `<@U…>`, `<#C…|name>`,
 * `<!here>`, `<url|label>`, `*bold*`, `_italic_`, `~strike~`, backticks, `>` at the start of a line).
 */
import type { ChannelId, MemberId } from '@atrium/shared';

/** Who and what Slack's ids became here; null for one that the archive does not know. */
export interface SlackNames {
  member(slackId: string): MemberId | null;
  channel(slackId: string): ChannelId | null;
}

export function toMarkdown(text: string, names: SlackNames): string {
  const blocks = text.split(/```([\s\S]*?)```/);
  const parts = blocks.map((part, index) => (index % 2 === 1 ? fence(part) : lines(part, names)));
  return parts
    .filter((part) => part !== '')
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\s+$/g, '');
}

function fence(code: string): string {
  const text = unescapeEntities(code).replace(/^\n|\n$/g, '');
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}\n${text}\n${ticks}`;
}

function lines(part: string, names: SlackNames): string {
  let quoted = false;
  let quoteRest = false;
  const out: string[] = [];
  for (const line of part.split('\n')) {
    const rest = /^(?:&gt;|>){3}\s?([\s\S]*)$/.exec(line);
    const quote = quoteRest ? [line, line] : (rest ?? /^(?:&gt;|>)\s?([\s\S]*)$/.exec(line));
    quoteRest ||= rest !== null;
    // Without an empty line between, Markdown would take this line into the quotation.
    if (quoted && !quote && line.trim() !== '') out.push('');
    quoted = quote !== null;
    out.push(quote ? `> ${escapeLineStart(inline(quote[1]!, names))}` : escapeLineStart(inline(line, names)));
  }
  return out.join('\n');
}

/** One line: code spans first, since nothing inside them is mark-up. */
function inline(line: string, names: SlackNames): string {
  return line
    .split(/(`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? codeSpan(part.slice(1, -1)) : angles(part, names)))
    .join('');
}

function codeSpan(code: string): string {
  const text = unescapeEntities(code);
  const pad = text.startsWith(' ') && text.endsWith(' ') && text.trim() !== '' ? ' ' : '';
  return `\`${pad}${text}${pad}\``;
}

/** `<…>` is the only place where Slack puts a raw angle bracket; bare addresses are kept whole as links. */
function angles(text: string, names: SlackNames): string {
  const placed: string[] = [];
  const keep = (markdown: string) => `\u0000${placed.push(markdown) - 1}\u0001`;
  const marked = text
    .replaceAll(/[\u0000\u0001]/g, '')
    .replace(/<([^<>\n]+)>/g, (_, inner: string) => keep(reference(inner, names)))
    .replace(/\bhttps?:\/\/[^\s\u0000\u0001]+/g, (url) => keepUrl(url, keep));
  return emphasis(marked).replace(/\u0000(\d+)\u0001/g, (_, index: string) => placed[Number(index)]!);
}

function keepUrl(text: string, keep: (markdown: string) => string): string {
  const url = unescapeEntities(text);
  if (/[<>\\]/.test(url)) return text;
  const tail = /[.,;:!?'")\]}*_~]+$/.exec(url)?.[0] ?? '';
  const bare = url.slice(0, url.length - tail.length);
  return bare.length > 8 ? keep(`<${bare}>`) + text.slice(text.length - tail.length) : text;
}

function reference(inner: string, names: SlackNames): string {
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? '' : inner.slice(bar + 1);
  if (/^@[UW]\w+$/.test(target)) {
    const id = names.member(target.slice(1));
    return id ? `<@${id}>` : escapeText(`@${label.replace(/^@/, '') || target.slice(1)}`);
  }
  if (/^#[CG]\w+$/.test(target)) {
    const id = names.channel(target.slice(1));
    return id ? `<#${id}>` : escapeText(`#${label.replace(/^#/, '') || target.slice(1)}`);
  }
  if (target === '!here') return '<!here>';
  if (target === '!channel' || target === '!everyone') return '<!channel>';
  if (target.startsWith('!')) return escapeText(unescapeEntities(label || target.slice(1).split('^')[0]!));
  return link(unescapeEntities(target), unescapeEntities(label));
}

function link(url: string, label: string): string {
  if (!/^(?:https?:\/\/|mailto:)/i.test(url)) return escapeText(label || url);
  const same = label === '' || label === url || `mailto:${label}` === url;
  if (same && /^https?:/i.test(url) && !/[\s<>\\]/.test(url)) return `<${url}>`;
  return `[${escapeText(label || url)}](<${url.replace(/[<>\\]/g, encodeURIComponent).replace(/\s/g, '%20')}>)`;
}

const marks = { '*': '**', _: '_', '~': '~~' } as const;

const formatted = /(?<![\p{L}\p{N}`])([*_~])(?!\1)(?=\S)((?:(?!\1)[^\n])*?\S)\1(?![\p{L}\p{N}`])(?!\1)/gu;

/**
 * `*bold*`, `_italic_` and `~strike~`: a mark counts where it touches its word and no letter touches its other side. One
 * pass over a text's marks; what stands between two of them is looked at once more, as deep as marks can be nested.
 */
function emphasis(text: string, depth = 0): string {
  let out = '';
  let from = 0;
  for (const match of depth > 2 ? [] : text.matchAll(formatted)) {
    if (text[match.index - 1] === match[1]) continue;
    const mark = marks[match[1] as keyof typeof marks];
    out += escapeText(unescapeEntities(text.slice(from, match.index)));
    out += `${mark}${emphasis(match[2]!, depth + 1)}${mark}`;
    from = match.index + match[0].length;
  }
  return out + escapeText(unescapeEntities(text.slice(from)));
}

export function unescapeEntities(text: string): string {
  return text.replace(/&(amp|lt|gt);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>' })[name]!);
}

/** Takes Markdown's meaning from every character that could have one inside a line. */
function escapeText(text: string): string {
  return text
    .replace(/[\\`*_~[\]<]/g, (character) => `\\${character}`)
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/!(?=\\\[)/g, '\\!');
}

/** And from what has one at the start of a line: headings, lists, rules, quotations, tables. */
function escapeLineStart(line: string): string {
  return line.replace(/^(\s*)([#>+=|:-])/, '$1\\$2').replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}
