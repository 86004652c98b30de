import type { ChannelId, MemberId } from '@atrium/shared';

/** What the ids in a text are called, as far as it is known now. */
export interface NameLookup {
  member(id: MemberId): string | null;
  channel(id: ChannelId): string | null;
}

/** A message's source with names in place of ids, as somebody would write it elsewhere. */
export function withNames(body: string, names: NameLookup): string {
  return body
    .replace(/<@([0-9A-Za-z_-]{1,64})>/g, (_, id: string) => `@${names.member(id as MemberId) ?? '…'}`)
    .replace(/<!(channel|here)>/g, '@$1')
    .replace(/<#([0-9A-Za-z_-]{1,64})>/g, (_, id: string) => `#${names.channel(id as ChannelId) ?? '…'}`);
}

/** A message's source as one line of plain text, for notifications and lists. */
export function plainText(body: string, names: NameLookup): string {
  return withNames(body.slice(0, 2_000), names)
    .replace(/[*_~`]{1,3}/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
