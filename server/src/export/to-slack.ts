/** Markdown to Slack's mark-up, as far as that can say it. */
export interface SlackKeys {
  /** The ids that a Slack export knows somebody or a channel by; null for nobody. */
  member(id: string): string | null;
  channel(id: string): { key: string; name: string } | null;
}

const fence = /^(`{3,}|~{3,})[^\n]*\n([\s\S]*?)\n\1$/gm;
/** In this order: code, escapes, references, addresses, links, then marks. */
const inline =
  /(`+)([\s\S]+?)\1|\\([!-/:-@[-`{-~])|<([@#])([\w-]{1,64})>|<(!(?:channel|here))>|<((?:https?:\/\/|mailto:)[^<>\s]+)>|\[((?:\\.|[^\]\\])*)\]\(<?([^)>\s]+)>?\)|\*\*|~~/g;

export function toSlackMarkup(markdown: string, keys: SlackKeys): string {
  let text = '';
  let from = 0;
  for (const found of markdown.matchAll(fence)) {
    text += paragraph(markdown.slice(from, found.index), keys);
    text += `\`\`\`\n${escape(found[2] ?? '')}\n\`\`\``;
    from = found.index + found[0].length;
  }
  return text + paragraph(markdown.slice(from), keys);
}

function paragraph(markdown: string, keys: SlackKeys): string {
  let text = '';
  let from = 0;
  for (const found of markdown.matchAll(inline)) {
    text += escape(markdown.slice(from, found.index), true) + inSlack(found, keys);
    from = found.index + found[0].length;
  }
  return text + escape(markdown.slice(from), true);
}

function inSlack(
  [whole, ticks, code, escaped, sign, id = '', group, url, label, target]: RegExpExecArray,
  keys: SlackKeys,
) {
  if (ticks !== undefined) return `\`${escape(code ?? '')}\``;
  if (escaped !== undefined) return escape(escaped);
  if (sign === '@') {
    const key = keys.member(id);
    return key === null ? escape(whole) : `<@${key}>`;
  }
  if (sign === '#') {
    const channel = keys.channel(id);
    return channel === null ? escape(whole) : `<#${channel.key}|${escape(channel.name)}>`;
  }
  if (group !== undefined) return `<${group}>`;
  if (url !== undefined) return `<${escape(url)}>`;
  if (target !== undefined) return `<${escape(target)}|${escape((label ?? '').replace(/\\(.)/g, '$1'))}>`;
  return whole === '**' ? '*' : '~';
}

/** A quotation's sign at the start of a line stays one. */
function escape(text: string, keepsQuotes = false): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return keepsQuotes ? escaped.replace(/^&gt; /gm, '> ') : escaped;
}
