import type { ChannelId, Seq } from '@atrium/shared';

export interface Permalink {
  channelId: ChannelId;
  seq: Seq | null;
}

const path = /^\/c\/([0-9A-Za-z_-]{1,64})(?:\/(\d{1,15}))?\/?$/;

/** What an address within this workspace names; null for any other address. */
export function permalinkOf(href: string, origin: string): Permalink | null {
  let url: URL;
  try {
    url = new URL(href);
  } catch {
    return null;
  }
  const match = url.origin === origin ? path.exec(url.pathname) : null;
  if (!match?.[1]) return null;
  return { channelId: match[1] as ChannelId, seq: match[2] === undefined ? null : Number(match[2]) };
}
