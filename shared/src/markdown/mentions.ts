/**
 * Whom a text addresses: `<@memberId>`, `<!channel>`, `<!here>`, and which channels it names: `<#channelId>`. What stands in
 * code is quoted, not meant. Linear in the length of the text.
 */
import type { ChannelId, MemberId } from '../ids.ts';
import type { Mentions } from '../schema/entry.ts';

const reference = /(?<!\\)<(?:([@#])([0-9A-Za-z_-]{1,64})|!(channel|here))>/g;

export interface References extends Mentions {
  channels: ChannelId[];
}

/** In the order of first appearance, each once. */
export function referencesIn(markdown: string): References {
  const members = new Set<MemberId>();
  const channels = new Set<ChannelId>();
  let everyone: Mentions['everyone'] = null;
  if (!/<[@#!]/.test(markdown)) return { members: [], everyone, channels: [] };
  for (const [, sign, id, group] of withoutCode(markdown).matchAll(reference)) {
    if (sign === '@') members.add(id as MemberId);
    else if (sign === '#') channels.add(id as ChannelId);
    // Everybody includes those who are here.
    else if (everyone !== 'channel') everyone = group as 'channel' | 'here';
  }
  return { members: [...members], everyone, channels: [...channels] };
}

export function mentionsIn(markdown: string): Mentions {
  const { members, everyone } = referencesIn(markdown);
  return { members, everyone };
}

/** The text without fenced blocks and code spans. */
export function withoutCode(markdown: string): string {
  return markdown.includes('`') || markdown.includes('~~~')
    ? withoutSpans(withoutFences(markdown))
    : markdown;
}

/** A fence that is not closed reaches to the end. */
function withoutFences(markdown: string): string {
  const kept: string[] = [];
  let fence: string | null = null;
  for (const line of markdown.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    const isBare = mark !== undefined && /^[\s>]*[`~]+\s*$/.test(line);
    if (fence !== null) {
      if (isBare && mark.startsWith(fence)) fence = null;
    } else if (
      mark !== undefined &&
      !(mark.startsWith('`') && line.slice(line.indexOf(mark) + mark.length).includes('`'))
    ) {
      fence = mark;
    } else {
      kept.push(line);
    }
  }
  return kept.join('\n');
}

/** A run of backticks opens a span when a run of the same length follows. */
function withoutSpans(text: string): string {
  const runs = [...text.matchAll(/`+/g)].map(({ 0: { length }, index }) => ({ length, index }));
  const nextOfLength = new Map<number, number>();
  const closing = runs.map((): number | undefined => undefined);
  for (let at = runs.length - 1; at >= 0; at -= 1) {
    const { length } = runs[at] ?? { length: 0 };
    closing[at] = nextOfLength.get(length);
    nextOfLength.set(length, at);
  }
  let kept = '';
  let from = 0;
  for (let at = 0; at < runs.length; at += 1) {
    const [open, close] = [runs[at], runs[closing[at] ?? -1]];
    if (!open || !close) continue;
    kept += `${text.slice(from, open.index)} `;
    from = close.index + close.length;
    at = closing[at] ?? at;
  }
  return kept + text.slice(from);
}
