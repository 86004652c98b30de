import type { ChannelId, MemberId } from '@atrium/shared';

/** A message's source as one line of plain text, for notifications and lists. */
export function plainText(
  body: string,
  nameOf: (id: MemberId) => string | null,
  channelNameOf: (id: ChannelId) => string | null,
): string {
  return body
    .slice(0, 2_000)
    .replace(/<@([0-9A-Za-z_-]{1,64})>/g, (_, id: string) => `@${nameOf(id as MemberId) ?? '…'}`)
    .replace(/<!(channel|here)>/g, '@$1')
    .replace(/<#([0-9A-Za-z_-]{1,64})>/g, (_, id: string) => `#${channelNameOf(id as ChannelId) ?? '…'}`)
    .replace(/[*_~`]{1,3}/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
