/**
 * The one grammar of messages: the part of Markdown that people use in talk, and references to people and channels. It
 * yields tokens and never HTML. Time is bounded: no rule looks further than its own line more than once, nesting is
 * limited, and addresses are found by a rule of our own (the usual detector is quadratic in hostile texts).
 */
import MarkdownIt, { type StateInline, type Token } from 'markdown-it';

/** Longer texts are shown as they are. Nobody can post as much; an import may bring it. */
export const markdownLengthMax = 20_000;

const off = ['heading', 'lheading', 'hr', 'code', 'reference', 'html_block'];
const offInline = ['image', 'html_inline', 'linkify'];

type Parser = InstanceType<typeof MarkdownIt>;

export function createMarkdownParser(): Parser {
  const parser = new MarkdownIt({
    html: false,
    linkify: false,
    breaks: true,
    typographer: false,
    maxNesting: 20,
  });
  parser.disable(off, true).disable(offInline, true);
  parser.validateLink = (url) => /^(?:https?:\/\/|mailto:)/i.test(url.trim());
  parser.inline.ruler.before('autolink', 'mention', takeReference);
  parser.inline.ruler.before('escape', 'address', takeAddress);
  return parser;
}

let shared: Parser | null = null;

/** Null for a text that is too long to be formatted. */
export function parseMarkdown(source: string): Token[] | null {
  if (source.length > markdownLengthMax) return null;
  shared ??= createMarkdownParser();
  return shared.parse(source, {});
}

const reference = /<(?:([@#])([0-9A-Za-z_-]{1,64})|!(channel|here))>/y;

/** `<@member>`, `<#channel>`, `<!channel>`, `<!here>`. */
function takeReference(state: StateInline, silent: boolean): boolean {
  if (state.src.charCodeAt(state.pos) !== 0x3c) return false;
  reference.lastIndex = state.pos;
  const match = reference.exec(state.src);
  if (!match) return false;
  if (!silent) {
    const [, sign, id, group] = match;
    const token = state.push(sign === '@' ? 'mention' : sign === '#' ? 'channel_link' : 'everyone', '', 0);
    token.content = id ?? group ?? '';
  }
  state.pos += match[0].length;
  return true;
}

const addressRest = /:\/\/[^\s<>"]{1,2048}/y;
const scheme = /(?:^|[^0-9a-z])(https?)$/i;

/** A bare `http://…` or `https://…`, found at its colon: what stands before it is in `pending` already. */
function takeAddress(state: StateInline, silent: boolean): boolean {
  if (silent || state.linkLevel > 0 || state.src.charCodeAt(state.pos) !== 0x3a) return false;
  const name = scheme.exec(state.pending.slice(-6))?.[1];
  if (name === undefined) return false;
  addressRest.lastIndex = state.pos;
  const found = addressRest.exec(state.src)?.[0];
  const rest = found && withoutTail(found);
  if (rest === undefined || rest.length <= 3) return false;
  const url = name + rest;
  const href = state.md.normalizeLink(url);
  if (!state.md.validateLink(href)) return false;
  state.pending = state.pending.slice(0, -name.length);
  const open = state.push('link_open', 'a', 1);
  open.attrs = [['href', href]];
  open.markup = 'linkify';
  open.info = 'auto';
  state.push('text', '', 0).content = url;
  state.push('link_close', 'a', -1).markup = 'linkify';
  state.pos += rest.length;
  return true;
}

/** Punctuation that ends the sentence rather than the address, and a bracket that was opened before it. */
function withoutTail(rest: string): string {
  let open = 0;
  for (const character of rest) open += character === '(' ? 1 : character === ')' ? -1 : 0;
  let end = rest.length;
  for (; end > 3; end -= 1) {
    const last = rest[end - 1] ?? '';
    if (last === ')' && open < 0) open += 1;
    else if (!".,;:!?'*_~`|]}".includes(last)) break;
  }
  return rest.slice(0, end);
}

export type { Token } from 'markdown-it';
