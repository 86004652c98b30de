import type { ChannelId, MemberId } from '@atrium/shared';
import type { Token } from '@atrium/shared/markdown/parser';
import { tokensOf } from './tokens.ts';

export interface Names {
  member(id: MemberId): string;
  channel(id: ChannelId): string;
}

const blockEnds = new Set(['paragraph_close', 'fence', 'tr_close', 'li_close', 'blockquote_close']);

/** What a text says, without its formatting and with names in place of ids. */
export function plainText(source: string, names: Names): string {
  const tokens = tokensOf(source);
  return tokens ? textOf(tokens, names).trim() : source;
}

function textOf(tokens: readonly Token[], names: Names): string {
  let text = '';
  for (const token of tokens) {
    if (token.type === 'mention') text += `@${names.member(token.content as MemberId)}`;
    else if (token.type === 'channel_link') text += `#${names.channel(token.content as ChannelId)}`;
    else if (token.type === 'everyone') text += `@${token.content}`;
    else if (token.children) text += textOf(token.children, names);
    else if (token.type === 'softbreak' || token.type === 'hardbreak') text += '\n';
    else text += token.content;
    if (token.type === 'td_close' || token.type === 'th_close') text += ' ';
    if (blockEnds.has(token.type) && !text.endsWith('\n')) text += '\n';
  }
  return text;
}
