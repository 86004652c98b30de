/** Addresses are taken as they are: a backslash within would become part of them. */
const address = /https?:\/\/[^\s<>"]+/gi;
const addressTail = /[.,;:!?'*_~`|\]})]+$/;

/**
 * Makes typed text stand for itself in Markdown. Generous rather than clever: the source is seldom seen, and a sign too
 * many is taken out again where the text is shown.
 */
export function escapeMarkdown(text: string, startOfLine: boolean): string {
  let escaped = '';
  let from = 0;
  for (const { 0: found, index } of text.matchAll(address)) {
    const url = found.replace(addressTail, '');
    escaped += escapePlain(text.slice(from, index)) + url;
    from = index + url.length;
  }
  escaped += escapePlain(text.slice(from));
  return startOfLine ? escapeLineStart(escaped) : escaped;
}

function escapePlain(text: string): string {
  return (
    text
      .replace(/[\\`*[\]~]/g, '\\$&')
      // Inside a word an underscore is only that.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      .replace(/<(?=[@#!a-z/])/gi, '\\<')
      .replace(/&(?=#?\w+;)/g, '\\&')
  );
}

/** What would begin a quotation or a list. */
function escapeLineStart(text: string): string {
  return text
    .replace(/^(\s*)([>+-])(?=\s|$|>|-)/, '$1\\$2')
    .replace(/^(\s*)>/, '$1\\>')
    .replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}
